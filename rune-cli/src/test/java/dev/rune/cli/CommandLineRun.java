package dev.rune.cli;

import dev.rune.cli.command.Rune;
import dev.rune.cli.config.Surroundings;
import dev.rune.cli.term.Colours;
import dev.rune.cli.term.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Runs command lines as a shell would, in this process. */
public final class CommandLineRun {
    /** The time that it always is. */
    public static final Instant NOW = Instant.parse("2026-01-04T03:04:05Z");

    private final Map<String, String> variables = new HashMap<>();
    private Path home = Path.of("/nonexistent");
    private Optional<Path> distribution = Optional.empty();
    private InputStream input = new ByteArrayInputStream(new byte[0]);
    private boolean inTerminal;
    private boolean errTerminal;
    private Colours colours = Colours.NONE;
    private InstantSource clock = InstantSource.fixed(NOW);

    /** What came of a command line. */
    public record Result(int code, String out, String err) {}

    /** A shell that knows of no daemon. */
    public static CommandLineRun alone() {
        return new CommandLineRun();
    }

    /** A shell that is logged in to {@code daemon}. */
    public static CommandLineRun with(FakeDaemon daemon) {
        return alone().variable("RUNE_API_SERVER", daemon.address()).variable("RUNE_TOKEN", FakeDaemon.TOKEN);
    }

    /** Sets an environment variable. */
    public CommandLineRun variable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    /** Sets the user's home. */
    public CommandLineRun home(Path directory) {
        home = directory;
        return this;
    }

    /** Is of the distribution in {@code directory}. */
    public CommandLineRun distribution(Path directory) {
        distribution = Optional.of(directory);
        return this;
    }

    /** Sets standard input. */
    public CommandLineRun input(String text) {
        input = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** A person types. */
    public CommandLineRun typed(String text) {
        inTerminal = true;
        return input(text);
    }

    /** A person reads standard error, in colours. */
    public CommandLineRun onTerminal() {
        errTerminal = true;
        colours = Colours.ANSI;
        return this;
    }

    /** Time passes. */
    public CommandLineRun clock(InstantSource source) {
        clock = source;
        return this;
    }

    /** Runs {@code rune} with these words. */
    public Result run(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(input, print(out), print(err), inTerminal, false, errTerminal, colours);
        int code = new Rune(new Surroundings(variables, home, false, distribution), clock, console).run(words);
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
