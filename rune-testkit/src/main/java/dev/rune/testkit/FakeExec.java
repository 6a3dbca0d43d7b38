package dev.rune.testkit;

import dev.rune.kernel.spec.Signal;
import dev.rune.kernel.spi.runner.ExecRequest;
import dev.rune.kernel.spi.runner.ExecSession;
import dev.rune.kernel.spi.runner.LogLine.Stream;
import dev.rune.kernel.spi.runner.TerminalSize;
import dev.rune.kernel.status.Exit;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A command beside a fake instance, on a thread of its own: the word {@value #PROGRAM} and steps as text. Of other
 * programs {@code /etc/passwd} cannot be executed, and the rest do not exist.
 */
final class FakeExec implements ExecSession {
    static final String FOLDER = "/srv/fake";
    static final String NO_TERMINAL = "no terminal";
    private static final String PROGRAM = "fake";

    private final FakeHost host;
    private final FakeInstance beside;
    private final ExecRequest request;
    private final Map<String, String> env;
    private final ByteQueue input = new ByteQueue();
    private final ByteQueue output = new ByteQueue();
    private final ByteQueue error = new ByteQueue();
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();
    private volatile Optional<TerminalSize> terminal;

    FakeExec(FakeHost host, FakeInstance beside, ExecRequest request) {
        this.host = host;
        this.beside = beside;
        this.request = request;
        this.terminal = request.terminal();
        this.env = new HashMap<>(beside.env);
        env.putAll(request.env());
    }

    /** The words of a command that does the steps of {@code program}. */
    static List<String> command(Behaviour.Program program) {
        List<String> words = new ArrayList<>(List.of(PROGRAM));
        program.steps().forEach(step -> words.add(StepText.print(step)));
        return words;
    }

    Map<String, String> env() {
        return env;
    }

    void begin() {
        List<String> command = request.command();
        if (command.getFirst().equals(PROGRAM)) {
            Thread.ofVirtual().start(() -> run(command.stream().skip(1).map(StepText::parse).toList()));
        } else {
            end(Exit.code(command.getFirst().equals("/etc/passwd") ? 126 : 127));
        }
    }

    private void run(List<Step> steps) {
        for (Step step : steps) {
            if (!exit.isDone()) {
                run(step);
            }
        }
        end(Exit.code(0));
    }

    private void run(Step step) {
        switch (step) {
            case Step.Print print -> write(print.stream(), print.text() + "\n");
            case Step.PrintVariable variable -> write(Stream.STDOUT, env.getOrDefault(variable.name(), "") + "\n");
            case Step.PrintFolder _ -> write(Stream.STDOUT, request.workdir().orElse(FOLDER) + "\n");
            case Step.PrintTerminal _ -> write(Stream.STDOUT,
                    terminal.map(size -> size.rows() + " " + size.columns()).orElse(NO_TERMINAL) + "\n");
            case Step.Echo _ -> echo();
            case Step.AwaitInput _ -> awaitLine();
            case Step.Exit exits -> end(Exit.code(exits.code()));
            case Step.Die dies -> end(Exit.signal(dies.signal().number()));
            case Step.RunForEver _ -> exit.join();
            default -> throw new IllegalArgumentException("a fake command does not do " + step);
        }
    }

    private void echo() {
        try {
            input.source().transferTo(output.sink());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitLine() {
        try {
            int next;
            do {
                next = input.source().read();
            } while (next >= 0 && next != '\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(Stream stream, String text) {
        boolean toOutput = stream == Stream.STDOUT || terminal.isPresent();
        (toOutput ? output : error).put(text.getBytes(StandardCharsets.UTF_8));
    }

    private void end(Exit how) {
        if (exit.complete(how)) {
            output.end();
            error.end();
            input.end();
            host.commandEnded(beside, this);
        }
    }

    /** Ends the command by force. */
    void kill() {
        end(Exit.signal(Signal.SIGKILL.number()));
    }

    @Override
    public OutputStream stdin() {
        return input.sink();
    }

    @Override
    public InputStream stdout() {
        return output.source();
    }

    @Override
    public InputStream stderr() {
        return error.source();
    }

    @Override
    public void resize(TerminalSize size) {
        terminal = terminal.map(_ -> size);
    }

    @Override
    public Exit waitFor() throws InterruptedException {
        try {
            return exit.get();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
