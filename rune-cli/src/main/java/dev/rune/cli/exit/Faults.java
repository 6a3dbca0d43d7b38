package dev.rune.cli.exit;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why a file cannot be read, in words: what the JDK says is often the name of a class, or that of the file alone. */
public final class Faults {
    private Faults() {}

    /** What to say of the file that was typed as {@code path}. */
    public static String of(String path, IOException fault) {
        return switch (fault) {
            case NoSuchFileException absent -> "there is no file '" + path + "'";
            case AccessDeniedException denied -> "you may not read '" + path + "'";
            case NotDirectoryException none -> "there is no file '" + path + "': a part of it is no directory";
            case FileSystemException known when known.getReason() != null ->
                "the file '" + path + "' cannot be read: " + known.getReason();
            default -> "the file '" + path + "' cannot be read: " + fault.getMessage();
        };
    }
}
