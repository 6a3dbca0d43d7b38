package dev.rune.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spec.Resources;
import dev.rune.kernel.spec.Signal;
import dev.rune.kernel.spi.runner.Capability;
import dev.rune.kernel.spi.runner.ExecRequest;
import dev.rune.kernel.spi.runner.ExecSession;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.spi.runner.TerminalSize;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rules about commands beside an instance. */
interface RunnerExecRules extends RunnerRules {
    @Test
    @DisplayName("R70 a command's exit code, output and error output come back")
    default void aCommandsAnswerComesBack() {
        if (!can(Capability.EXEC)) {
            return;
        }
        InstanceSpec spec = bench().started(Behaviour.program().runsForEver());
        try (ExecSession session = bench().exec(spec, Behaviour.program().prints("out").printsError("err").exits(23))) {
            CompletableFuture<String> error = reading(session.stderr());
            assertEquals("out\n", got(reading(session.stdout())));
            assertEquals("err\n", got(error));
            assertEquals(Exit.code(23), end(session));
        }
        assertTrue(bench().observed(spec).alive(), "the instance ended with the command");
    }

    @Test
    @DisplayName("R71 standard input reaches the command byte by byte, and closing it is its end")
    default void standardInputReachesTheCommand() throws IOException {
        if (!can(Capability.EXEC)) {
            return;
        }
        InstanceSpec spec = bench().started(Behaviour.program().runsForEver());
        String much = "größer\0→\r\n".repeat(20_000);
        try (ExecSession session = bench().exec(spec, Behaviour.program().then(new Step.Echo()).exits(0))) {
            CompletableFuture<String> output = reading(session.stdout());
            session.stdin().write(much.getBytes(StandardCharsets.UTF_8));
            session.stdin().close();
            assertEquals(much, got(output));
            assertEquals(Exit.code(0), end(session));
        }
    }

    @Test
    @DisplayName("R72 the signal that ends a command comes back")
    default void aCommandsSignalComesBack() {
        if (!can(Capability.EXEC)) {
            return;
        }
        InstanceSpec spec = bench().started(Behaviour.program().runsForEver());
        try (ExecSession session = bench().exec(spec, Behaviour.program().dies(Signal.SIGKILL))) {
            Exit exit = end(session);
            assertTrue(exit.equals(Exit.signal(9)) || exit.equals(Exit.code(137)), () -> "ended with " + exit);
        }
    }

    @Test
    @DisplayName("R73 a command that does not exist ends with 127, one that cannot be executed with 126")
    default void missingAndUnusableCommands() {
        if (!can(Capability.EXEC)) {
            return;
        }
        InstanceSpec spec = bench().started(Behaviour.program().runsForEver());
        assertEquals(127, codeOf(spec, "no-such-command-anywhere"));
        assertEquals(127, codeOf(spec, "/no/such/command"));
        assertEquals(126, codeOf(spec, "/etc/passwd"));
    }

    private int codeOf(InstanceSpec spec, String command) {
        ExecRequest request = new ExecRequest(List.of(command), Map.of(), Optional.empty(), Optional.empty());
        try (ExecSession session = bench().runner().exec(spec.id(), request)) {
            return end(session).code().orElse(-1);
        }
    }

    @Test
    @DisplayName("R74 a command has the instance's variables, then the request's")
    default void aCommandHasTheInstancesVariables() {
        if (!can(Capability.EXEC)) {
            return;
        }
        InstanceSpec spec = bench().started(bench().spec(Behaviour.program().runsForEver(),
                Map.of("OF_INSTANCE", "instance's", "OF_BOTH", "instance's"), List.of(), Resources.NONE));
        Behaviour.Program program = Behaviour.program().printsVariable("OF_INSTANCE").printsVariable("OF_BOTH")
                .printsVariable("OF_REQUEST").printsVariable("RUNE_INSTANCE_ID").exits(0);
        Map<String, String> env = Map.of("OF_BOTH", "request's", "OF_REQUEST", "request's");
        assertEquals("instance's\nrequest's\nrequest's\n" + spec.id().name() + "\n",
                output(spec, program, env, Optional.empty()));
    }

    @Test
    @DisplayName("R75 a command runs in the instance's folder, or in the one asked for")
    default void aCommandRunsInAFolder() {
        if (!can(Capability.EXEC) || !can(Capability.LOGS)) {
            return;
        }
        InstanceSpec spec = bench()
                .started(Behaviour.program().then(new Step.PrintFolder()).prints("up").runsForEver());
        bench().awaitLine(spec, "up");
        Behaviour.Program program = Behaviour.program().then(new Step.PrintFolder()).exits(0);
        assertEquals(bench().texts(spec).getFirst() + "\n", output(spec, program, Map.of(), Optional.empty()));
        assertEquals("/usr\n", output(spec, program, Map.of(), Optional.of("/usr")));
    }

    private String output(InstanceSpec spec, Behaviour.Program program, Map<String, String> env,
            Optional<String> folder) {
        ExecRequest request = new ExecRequest(bench().fixture().command(program), env, folder, Optional.empty());
        try (ExecSession session = bench().runner().exec(spec.id(), request)) {
            String output = got(reading(session.stdout()));
            end(session);
            return output;
        }
    }

    @Test
    @DisplayName("R76 a command has a terminal exactly where one is asked for, of the size asked for, which can change")
    default void aCommandHasATerminalWhereAskedFor() throws IOException {
        if (!can(Capability.EXEC)) {
            return;
        }
        InstanceSpec spec = bench().started(Behaviour.program().runsForEver());
        Behaviour.Program program = Behaviour.program().then(new Step.PrintTerminal()).exits(0);
        assertEquals("no terminal\n", output(spec, program, Map.of(), Optional.empty()));
        ExecRequest request = new ExecRequest(
                bench().fixture().command(Behaviour.program().then(new Step.PrintTerminal()).prints("more")
                        .then(new Step.AwaitInput()).then(new Step.PrintTerminal()).printsError("to the terminal")
                        .exits(7)),
                Map.of(), Optional.empty(), Optional.of(new TerminalSize(101, 33)));
        try (ExecSession session = bench().runner().exec(spec.id(), request)) {
            StringBuilder shown = new StringBuilder();
            readUntil(session.stdout(), shown, "more");
            assertTrue(shown.toString().contains("33 101"), () -> "shown: " + shown);
            session.resize(new TerminalSize(77, 22));
            session.stdin().write("go\n".getBytes(StandardCharsets.UTF_8));
            session.stdin().flush();
            String rest = got(reading(session.stdout()));
            assertTrue(rest.contains("22 77"), () -> "shown after the change: " + rest);
            assertTrue(rest.contains("to the terminal"), () -> "shown after the change: " + rest);
            assertEquals("", got(reading(session.stderr())));
            assertEquals(Exit.code(7), end(session));
        }
    }

    @Test
    @DisplayName("R77 closing a session kills its command, and the instance goes on")
    default void closingKillsTheCommand() {
        if (!can(Capability.EXEC)) {
            return;
        }
        InstanceSpec spec = bench().started(Behaviour.program().runsForEver());
        String mark = UUID.randomUUID().toString();
        ExecRequest request = new ExecRequest(
                bench().fixture().command(Behaviour.program().prints("up").runsForEver()),
                Map.of(RunnerBench.MARK, mark),
                Optional.empty(), Optional.empty());
        try (ExecSession session = bench().runner().exec(spec.id(), request)) {
            readUntil(session.stdout(), new StringBuilder(), "up");
            assertFalse(bench().fixture().living(mark).isEmpty(), "the command is not seen");
        }
        Await.until("the command is gone", bench().patience(), () -> bench().fixture().living(mark).isEmpty());
        assertTrue(bench().observed(spec).alive(), "the instance ended with the command");
    }

    @Test
    @DisplayName("R78 stopping an instance ends the commands beside it")
    default void stoppingEndsTheCommands() {
        if (!can(Capability.EXEC)) {
            return;
        }
        InstanceSpec spec = bench().started(Behaviour.program().runsForEver());
        try (ExecSession session = bench().exec(spec, Behaviour.program().prints("up").runsForEver())) {
            readUntil(session.stdout(), new StringBuilder(), "up");
            bench().runner().stop(spec.id(), RunnerBench.AT_ONCE);
            Await.until("nothing is left", bench().patience(), () -> bench().living(spec).isEmpty());
            end(session);
        }
    }

    @Test
    @DisplayName("R79 a command beside an instance that is not known or has ended is refused")
    default void noCommandBesideTheUnknown() {
        if (!can(Capability.EXEC)) {
            return;
        }
        ExecRequest request = new ExecRequest(bench().fixture().command(Behaviour.program()), Map.of(),
                Optional.empty(),
                Optional.empty());
        RunnerBench.refused(Set.of(ProblemCode.NOT_FOUND),
                () -> bench().runner().exec(new InstanceId("contract", "nobody-0"), request).close());
        InstanceSpec ended = bench().started(Behaviour.program().exits(0));
        bench().awaitEnd(ended);
        RunnerBench.refused(Set.of(ProblemCode.NOT_FOUND, ProblemCode.CONFLICT),
                () -> bench().runner().exec(ended.id(), request).close());
    }

    private static CompletableFuture<String> reading(InputStream stream) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException | RuntimeException failure) {
                text.completeExceptionally(failure);
            }
        });
        return text;
    }

    private <T> T got(CompletableFuture<T> future) {
        try {
            return future.get(bench().patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("a command's stream or end did not come", late);
        } catch (ExecutionException failed) {
            throw new AssertionError("a command's stream or end failed: " + failed.getCause(), failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", stopped);
        }
    }

    private Exit end(ExecSession session) {
        CompletableFuture<Exit> exit = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                exit.complete(session.waitFor());
            } catch (InterruptedException | ProblemException failure) {
                exit.completeExceptionally(failure);
            }
        });
        return got(exit);
    }

    private void readUntil(InputStream stream, StringBuilder shown, String word) {
        CompletableFuture<Void> seen = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                while (shown.indexOf(word) < 0) {
                    int next = stream.read();
                    if (next < 0) {
                        throw new IOException("the stream ended before '" + word + "': " + shown);
                    }
                    shown.append((char) next);
                }
                seen.complete(null);
            } catch (IOException | RuntimeException failure) {
                seen.completeExceptionally(failure);
            }
        });
        got(seen);
    }
}
