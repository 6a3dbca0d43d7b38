package dev.rune.plugin.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.command.ExecCreateCmd;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.runner.ExecRequest;
import dev.rune.kernel.spi.runner.ExecSession;
import dev.rune.kernel.spi.runner.TerminalSize;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A command inside a container. */
final class CommandInside implements ExecSession {
    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;
    /** How the output of a command begins that the engine could not start. */
    private static final String NOT_STARTED = "OCI runtime exec failed";
    private static final Duration FIRST_WAIT = Duration.ofMillis(2);
    private static final Duration LONGEST_WAIT = Duration.ofMillis(250);
    /** With the waits between them a few seconds. */
    private static final int KILL_ATTEMPTS = 20;
    /** Where a terminal gets its size before the command looks: the engine can only say it afterwards. */
    private static final List<String> SIZED = List.of("/bin/sh", "-c",
            "stty cols \"$1\" rows \"$2\" 2>/dev/null; shift 2; exec \"$@\"", "sh");

    private final Engine engine;
    private final InstanceId id;
    private final String exec;
    private final boolean terminal;
    private final Exchange exchange;
    private final BytePipe output = new BytePipe();
    private final BytePipe error = new BytePipe();
    private final CountDownLatch drained = new CountDownLatch(1);
    /** Written before {@link #drained} is counted down. */
    private volatile Optional<String> notStarted = Optional.empty();
    private final Thread pump;

    private CommandInside(Engine engine, InstanceId id, String exec, boolean terminal, Exchange exchange) {
        this.engine = engine;
        this.id = id;
        this.exec = exec;
        this.terminal = terminal;
        this.exchange = exchange;
        this.pump = Thread.ofVirtual().name("docker-exec").start(this::pump);
    }

    /** Runs {@code request} in {@code container}, which lives. */
    static CommandInside start(Engine engine, InstanceId id, String container, ExecRequest request) {
        String what = "running '" + request.command().getFirst() + "' in " + id;
        List<String> command = request.terminal().map(size -> sized(engine, what, container, request, size))
                .orElse(request.command());
        String exec = engine.call(what, client -> {
            ExecCreateCmd create = client.execCreateCmd(container).withCmd(command.toArray(String[]::new))
                    .withAttachStdin(true).withAttachStdout(true).withAttachStderr(true)
                    .withTty(request.terminal().isPresent()).withEnv(request.env().entrySet().stream()
                            .map(entry -> entry.getKey() + "=" + entry.getValue()).toList());
            request.workdir().ifPresent(create::withWorkingDir);
            return create.exec().getId();
        });
        Exchange exchange = engine.takeOver(what, "/exec/" + exec + "/start",
                "{\"Detach\":false,\"Tty\":" + request.terminal().isPresent() + "}");
        CommandInside session = new CommandInside(engine, id, exec, request.terminal().isPresent(), exchange);
        request.terminal().ifPresent(session::resize);
        return session;
    }

    private static List<String> sized(Engine engine, String what, String container, ExecRequest request,
            TerminalSize size) {
        Optional<Exchange> shell = engine.open(what, "HEAD", "/containers/" + container + "/archive?path=/bin/sh");
        shell.ifPresent(Exchange::close);
        if (shell.isEmpty()) {
            return request.command();
        }
        List<String> command = new ArrayList<>(SIZED);
        command.addAll(List.of(Integer.toString(size.columns()), Integer.toString(size.rows())));
        command.addAll(request.command());
        return command;
    }

    private void pump() {
        try {
            if (terminal) {
                pumpTerminal();
            } else {
                Frames frames = new Frames(exchange.getBody());
                boolean first = true;
                for (var frame = frames.next(); frame.isPresent(); frame = frames.next()) {
                    if (first && isFailure(frame.get().bytes())) {
                        error.put(frame.get().bytes());
                    } else {
                        (frame.get().error() ? error : output).put(frame.get().bytes());
                    }
                    first = false;
                }
            }
        } catch (IOException cut) {
            // The command's end tells the rest; without one, waitFor says that it cannot be known.
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            output.end();
            error.end();
            drained.countDown();
        }
    }

    private void pumpTerminal() throws IOException, InterruptedException {
        byte[] bytes = new byte[8 << 10];
        boolean first = true;
        for (int count = exchange.getBody().read(bytes); count >= 0; count = exchange.getBody().read(bytes)) {
            byte[] piece = java.util.Arrays.copyOf(bytes, count);
            if (first) {
                isFailure(piece);
            }
            first = false;
            output.put(piece);
        }
    }

    private boolean isFailure(byte[] piece) {
        String text = new String(piece, StandardCharsets.UTF_8);
        if (text.startsWith(NOT_STARTED)) {
            notStarted = Optional.of(text);
        }
        return notStarted.isPresent();
    }

    @Override
    public OutputStream stdin() {
        return exchange.output();
    }

    @Override
    public InputStream stdout() {
        return output;
    }

    @Override
    public InputStream stderr() {
        return error;
    }

    @Override
    public void resize(TerminalSize size) {
        if (terminal) {
            try {
                engine.call("resizing a terminal in " + id, client -> client.resizeExecCmd(exec)
                        .withSize(size.rows(), size.columns()).exec());
            } catch (ProblemException ended) {
                // A command that has ended needs no size.
            }
        }
    }

    @Override
    public Exit waitFor() throws InterruptedException {
        drained.await();
        if (notStarted.isPresent()) {
            String why = notStarted.get().toLowerCase(Locale.ROOT);
            return Exit.code(why.contains("not found") || why.contains("no such file") ? NOT_FOUND : NOT_EXECUTABLE);
        }
        CountDownLatch never = new CountDownLatch(1);
        Duration wait = FIRST_WAIT;
        while (true) {
            Optional<JsonNode> state = state();
            if (state.isEmpty()) {
                return Exit.UNKNOWN;
            }
            if (!state.get().path("Running").asBoolean()) {
                JsonNode code = state.get().path("ExitCode");
                return code.isNumber() ? Exits.of(code.asLong(), false) : Exit.UNKNOWN;
            }
            // It has closed its output and goes on.
            never.await(wait.toMillis(), TimeUnit.MILLISECONDS);
            wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
        }
    }

    private Optional<JsonNode> state() {
        return engine.document("looking at a command in " + id, "GET", "/exec/" + exec + "/json");
    }

    @Override
    public void close() {
        try {
            killAll();
        } catch (ProblemException unknown) {
            // With the engine gone nobody knows the process; it ends with its container at the latest.
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
            pump.interrupt();
            output.close();
            error.close();
        }
    }

    /** The engine cannot end a command, but its processes are this host's. It names the first a moment late. */
    private void killAll() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        Duration wait = FIRST_WAIT;
        for (int attempt = 0; attempt < KILL_ATTEMPTS; attempt++) {
            Optional<JsonNode> running = state().filter(state -> state.path("Running").asBoolean());
            if (running.isEmpty()) {
                return;
            }
            Optional.of(running.get().path("Pid").asLong()).filter(pid -> pid > 0).flatMap(ProcessHandle::of)
                    .ifPresent(CommandInside::kill);
            never.await(wait.toMillis(), TimeUnit.MILLISECONDS);
            wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
        }
    }

    /** Kills a tree of processes, each stopped first: what is stopped starts no other that would be overlooked. */
    private static void kill(ProcessHandle root) {
        Set<ProcessHandle> tree = new LinkedHashSet<>(List.of(root));
        stop(tree);
        for (Set<ProcessHandle> more = unseen(root, tree); !more.isEmpty(); more = unseen(root, tree)) {
            stop(more);
            tree.addAll(more);
        }
        tree.forEach(ProcessHandle::destroyForcibly);
    }

    private static Set<ProcessHandle> unseen(ProcessHandle root, Set<ProcessHandle> seen) {
        return root.descendants().filter(process -> !seen.contains(process)).collect(Collectors.toSet());
    }

    private static void stop(Set<ProcessHandle> processes) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "kill -STOP \"$@\"", "sh"));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
        try {
            new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start().waitFor();
        } catch (IOException e) {
            // Without a shell they are killed as they are.
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }
}
