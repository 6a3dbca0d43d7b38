package dev.rune.plugin.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Where JNA unpacks its native part to. */
final class NativeCode {
    private static final String PROPERTY = "jna.tmpdir";

    private NativeCode() {}

    /**
     * Makes it {@code directory}, which lies where nobody else can write, instead of a place in the home directory that
     * may not be there. What a daemon that was killed has left in it is removed. Works before JNA is first used.
     */
    static void unpackInto(Path directory) {
        if (System.getProperty(PROPERTY) != null) {
            return;
        }
        try {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(directory);
            }
            try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, "jna*")) {
                for (Path file : left) {
                    Files.delete(file);
                }
            }
            System.setProperty(PROPERTY, directory.toString());
        } catch (IOException unusable) {
            // JNA then finds a place of its own.
        }
    }
}
