package dev.rune.cli.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy has everything and needs nothing else. */
class TreeTest {
    @TempDir
    Path directory;

    private Path folder() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("folder/lib")).getParent();
        Files.writeString(folder.resolve("lib/a.jar"), "a");
        return folder;
    }

    @Test
    void whatALinkLeadsToIsCopied() throws IOException {
        Path folder = folder();
        Files.createSymbolicLink(folder.resolve("b.jar"), Path.of("lib/a.jar"));
        Files.createSymbolicLink(folder.resolve("more"), Path.of("lib"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), folder);
        Path copy = directory.resolve("copy/plugin");
        Tree.copy(link, copy);
        for (String file : new String[]{"lib/a.jar", "b.jar", "more/a.jar"}) {
            assertEquals("a", Files.readString(copy.resolve(file)));
        }
        for (String file : new String[]{"", "b.jar", "more"}) {
            assertFalse(Files.isSymbolicLink(copy.resolve(file)), file);
        }
    }

    @Test
    void aLinkInACircleIsSaid() throws IOException {
        Path folder = folder();
        Files.createSymbolicLink(folder.resolve("lib/up"), Path.of(".."));
        assertThrows(FileSystemLoopException.class, () -> Tree.copy(folder, directory.resolve("copy")));
    }
}
