package dev.rune.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rune.kernel.spec.Signal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A behaviour as a shell script")
class ShellScriptTest {
    private static final Map<String, String> ENV = Map.of("PATH", System.getenv("PATH"), "ODD", "it's \"so\"\n$HOME");

    @TempDir
    Path directory;

    private record Outcome(String output, int code) {}

    private Outcome run(Behaviour.Program program) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", ShellScript.of(program)).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(ENV);
        Path input = Files.writeString(directory.resolve("input"), "typed\n");
        Process process = builder.redirectInput(input.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(output, process.waitFor());
    }

    @Test
    @DisplayName("prints what it is told, whatever the quotes")
    void prints() throws Exception {
        assertEquals(new Outcome("it's \"$HOME\" `x` %s\\n\n\nwarning\nopen", 0),
                run(Behaviour.program().prints("it's \"$HOME\" `x` %s\\n").prints("").printsError("warning")
                        .then(new Step.PrintOpen("open"))));
        assertEquals(new Outcome("it's \"so\"\n$HOME\nline 1\nline 2\nline 3\n", 0),
                run(Behaviour.program().printsVariable("ODD").then(new Step.PrintNumbered(3))));
        assertEquals(new Outcome("no terminal\ntyped\n", 0),
                run(Behaviour.program().then(new Step.PrintTerminal()).then(new Step.Echo())));
    }

    @Test
    @DisplayName("ends as it is told")
    void ends() throws Exception {
        assertEquals(new Outcome("", 23), run(Behaviour.program().exits(23).prints("never")));
        assertEquals(new Outcome("", 128 + 10), run(Behaviour.program().dies(Signal.SIGUSR1).prints("never")));
        assertEquals(new Outcome("on\n", 0), run(Behaviour.program().pauses(Duration.ofMillis(10)).prints("on")));
    }

    @Test
    @DisplayName("answers signals as it is told, also while it waits")
    void answersSignals() throws Exception {
        Behaviour.Program program = Behaviour.program().ignores(Signal.SIGHUP)
                .then(new Step.PrintOn(Signal.SIGTERM, "not yet")).endsOn(Signal.SIGUSR1, 9).prints("up").runsForEver();
        Process process = new ProcessBuilder("/bin/sh", "-c", ShellScript.of(program)).start();
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            assertEquals("up", lines.readLine());
            for (String signal : List.of("HUP", "TERM", "TERM", "USR1")) {
                assertEquals(0,
                        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor());
                if (signal.equals("TERM")) {
                    assertEquals("not yet", lines.readLine());
                }
            }
            assertEquals(9, process.waitFor());
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
