package dev.rune.daemon.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    Path directory;

    private static String refusal(ProblemCode code, Path path) {
        ProblemException refused = assertThrows(ProblemException.class, () -> DataDirectory.open(path).close());
        assertEquals(code, refused.problem().code(), refused::getMessage);
        return refused.getMessage();
    }

    private static void allow(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    @Test
    void isMadeForItsOwnerAlone() throws IOException {
        Path made = directory.resolve("a/b");
        DataDirectory.open(made).close();
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(made)));
    }

    @Test
    void isHeldByOneAtATime() {
        Path path = directory.resolve("data");
        try (DataDirectory held = DataDirectory.open(path)) {
            String message = refusal(ProblemCode.CONFLICT, path);
            assertTrue(message.contains("in use by another runed (pid " + ProcessHandle.current().pid() + ")"),
                    message);
            assertTrue(Files.exists(held.file("runed.lock")));
        }
        DataDirectory.open(path).close();
    }

    @Test
    void isHeldByOneProcessAtATime() throws Exception {
        Path path = directory.resolve("data");
        try (CommittingProcess other = CommittingProcess.start(path)) {
            int last = other.next();
            assertTrue(refusal(ProblemCode.CONFLICT, path).contains("(pid "));
            other.kill(last);
        }
        DataDirectory.open(path).close();
    }

    @Test
    void isRefusedWhereOthersCanWrite() throws IOException {
        Path path = Files.createDirectory(directory.resolve("data"));
        allow(path, "rwxrwx---");
        assertTrue(refusal(ProblemCode.FORBIDDEN, path)
                .contains("can be written to by others (rwxrwx---); chmod go-w it"));
        allow(path, "rwxr-x---");
        DataDirectory.open(path).close();
    }

    @Test
    void isRefusedBelowADirectoryThatEverybodyCanWriteTo() throws IOException {
        Path above = Files.createDirectory(directory.resolve("above"));
        allow(above, "rwxrwxrwx");
        assertTrue(refusal(ProblemCode.FORBIDDEN, above.resolve("data")).contains("everybody can write to"));
    }

    @Test
    void isNoSymbolicLinkAndNoFile() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"),
                Files.createDirectory(directory.resolve("real")));
        assertTrue(refusal(ProblemCode.FORBIDDEN, link).contains("is a symbolic link"));
        assertTrue(refusal(ProblemCode.FORBIDDEN, Files.createFile(directory.resolve("file")))
                .contains("is no directory"));
        assertTrue(refusal(ProblemCode.UNAVAILABLE, directory.resolve("file/below"))
                .contains("choose another with --data-dir"));
    }

    @Test
    void doesNotFollowLinksPlantedInIt() throws IOException {
        Path victim = Files.writeString(directory.resolve("victim"), "precious");
        Path path = directory.resolve("data");
        for (String name : new String[]{"runed.lock", "rune.db", "rune.db-wal", "rune.db.seq", "rune.db.candidate"}) {
            try (DataDirectory held = DataDirectory.open(path)) {
                Files.deleteIfExists(held.path().resolve(name));
                Files.createSymbolicLink(held.path().resolve(name), victim);
            }
            ProblemException refused = assertThrows(ProblemException.class, () -> {
                try (DataDirectory held = DataDirectory.open(path)) {
                    if (name.endsWith("candidate")) {
                        held.file(name);
                    }
                    SqliteStore.open(held).close();
                }
            });
            assertEquals(ProblemCode.FORBIDDEN, refused.problem().code(), refused::getMessage);
            assertTrue(refused.getMessage().contains("symbolic link"), refused::getMessage);
            Files.delete(path.resolve(name));
        }
        assertEquals("precious", Files.readString(victim));
    }
}
