package dev.rune.daemon.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** What goes wrong with files, in words: what the JDK says of it is often the name of a class, or that of the file alone. */
public final class FileFaults {
    private FileFaults() {}

    /** What {@code e} says to somebody who knows the file already. */
    public static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "there is no such file";
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _ -> "there is something of that name already";
            case NotDirectoryException _ -> "it is no directory";
            case FileSystemException file when file.getReason() != null -> file.getReason();
            case FileSystemException other -> other.toString();
            default -> String.valueOf(e.getMessage());
        };
    }
}
