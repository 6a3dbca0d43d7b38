package dev.rune.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.daemon.handover.Handover;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trial of the program that is to follow. */
class SuccessorTest {
    /** More than a pipe holds. */
    private static final String MUCH = """
            i=0
            while [ $i -lt 4000 ]; do echo 'this is said of a plugin' >&2; i=$((i+1)); done
            """;

    @TempDir
    Path directory;

    /** Of a distribution that is found, as ever, by a link, and which its launcher names as it does. */
    private Successor successor(String script) throws IOException {
        Path program = Files.writeString(Files.createDirectories(directory.resolve("rune-1", "bin")).resolve("runed"),
                "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        Files.createSymbolicLink(directory.resolve("rune"), Path.of("rune-1"));
        return new Successor(Handover.received(Map.of()), Optional.of(directory.resolve("rune", "bin", "..")),
                List.of("--data-dir", "here"));
    }

    private static String refusal(Successor successor) {
        ProblemException refused = assertThrows(ProblemException.class, successor::check);
        assertEquals(ProblemCode.INVALID, refused.problem().code());
        return refused.getMessage();
    }

    @Test
    void itMaySayMuch() throws IOException {
        successor(MUCH).check();
    }

    @Test
    void itsFirstWordsAreTheReason() throws IOException {
        String message = refusal(successor("echo \"runed: $*\" >&2\n" + MUCH + "exit 2"));
        assertTrue(message.contains("says: --check --data-dir here\nthis is said of a plugin\n"), message);
    }

    @Test
    void itsPathIsTheOneThatTheNextFinds() throws IOException {
        String path = directory.resolve("rune", "bin", "runed").toString();
        String message = refusal(successor("echo \"$0\" >&2; exit 1"));
        assertTrue(message.endsWith(path + " says: " + path), message);
    }
}
