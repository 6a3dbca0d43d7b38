package dev.rune.plugin.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spec.Resources;
import dev.rune.kernel.spi.runner.InstanceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A process that cannot be started says why, and leaves nothing behind")
class StartFailureTest {
    @TempDir
    private Path folder;
    private Bench bench;

    @BeforeEach
    void open(@TempDir Path state) {
        bench = new Bench(state);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void fails(String command, String workdir, String message) {
        InstanceSpec spec = bench.spec(new ProcessSection(command, List.of(), workdir, Bench.PLAIN), Map.of(),
                List.of(),
                Resources.NONE);
        ProblemException problem = assertThrows(ProblemException.class, () -> bench.runner().start(spec));
        assertEquals(ProblemCode.START_FAILED, problem.problem().code());
        assertTrue(problem.getMessage().contains(message), problem::getMessage);
        assertEquals(List.of(), bench.runner().list());
        assertFalse(Files.exists(bench.folder(spec.id())));
    }

    private String file(String content) throws IOException {
        Path file = folder.resolve("program");
        Files.writeString(file, content);
        return file.toString();
    }

    private String executable(String content) throws IOException {
        String file = file(content);
        assertTrue(Path.of(file).toFile().setExecutable(true));
        return file;
    }

    @Test
    void noSuchFile() {
        fails("/nowhere/agent", "/", "no such program: '/nowhere/agent'");
    }

    @Test
    void notOnThePath() {
        fails("no-such-program", "/", "no program 'no-such-program' on the service's PATH (/usr/local/sbin:");
    }

    @Test
    void notExecutable() throws IOException {
        fails(file("#!/bin/sh\n"), "/", "is not executable by the service's user");
    }

    @Test
    void noFormat() throws IOException {
        fails(executable("echo no first line\n"), "/", "neither a program for this machine nor a script");
    }

    @Test
    void noInterpreter() throws IOException {
        fails(executable("#!/nowhere/python\n"), "/", "needs an interpreter or loader that does not exist");
    }

    @Test
    void aFolder() {
        fails("/usr/bin", "/", "is not executable");
    }

    @Test
    void noWorkdir() {
        fails("/bin/true", "/nowhere", "workdir '/nowhere' does not exist");
    }

    @Test
    void aFileAsWorkdir() throws IOException {
        fails("/bin/true", file(""), "is no folder");
    }
}
