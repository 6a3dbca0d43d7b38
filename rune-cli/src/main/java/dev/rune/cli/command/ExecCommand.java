package dev.rune.cli.command;

import dev.rune.cli.api.Paths;
import dev.rune.cli.api.WebSocket;
import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.term.Console;
import dev.rune.cli.term.Screen;
import dev.rune.cli.term.TerminalMode;
import dev.rune.cli.term.WindowChange;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rune exec}. */
final class ExecCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options
                .command(this, "exec",
                        "Run a command beside an instance: as its user, with its environment and limits.",
                        "The command's exit code is this one's. Options stand before NAME.")
                .addOption(Options.flag("In a terminal of its own. Implies -i on a terminal.", "-t", "--tty"))
                .addOption(Options.flag("Pass standard input on.", "-i", "--stdin"))
                .addOption(Options.value("DIRECTORY", "Where to run it (default: the instance's).", "-w", "--workdir"))
                .addOption(Options.values("KEY=VALUE", "Another environment variable; may be there several times.",
                        "-e", "--env"))
                .addOption(Options.value("DURATION", "Kill it after this time and end with 124.", Options.TIMEOUT))
                .addPositional(Options.words("1..*", "NAME [--] COMMAND...",
                        "An instance, or a service, which means its oldest ready instance; then the command and its arguments."));
        spec.parser().stopAtPositional(true);
        return Options.examples(spec, "rune exec api -- ls -l", "rune exec -t api sh",
                "rune exec -i api-7f3k1 -- sh -c 'cat > /tmp/x' < x",
                "rune exec --timeout 10s --env DEBUG=1 api ./check");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        List<String> words = arguments.words();
        List<String> command = words.subList(1, words.size());
        if (!command.isEmpty() && command.get(0).equals("--")) {
            command = command.subList(1, command.size());
        }
        if (command.isEmpty()) {
            throw Failure.usage("run what in '" + words.get(0) + "'? The COMMAND is missing");
        }
        Console console = session.console();
        boolean tty = arguments.flag("--tty");
        boolean raw = tty && console.inTerminal();
        if (tty && !raw) {
            console.say("standard input is no terminal: its bytes are passed on as they are");
        }
        Paths path = Paths.in(session.namespace(), "exec", words.get(0));
        command.forEach(word -> path.with("command", word));
        arguments.value("--workdir").ifPresent(directory -> path.with("workdir", directory));
        for (String variable : arguments.values("--env")) {
            if (variable.indexOf('=') < 1) {
                throw Failure.usage("--env '" + variable + "' is no KEY=VALUE");
            }
            path.with("env", variable);
        }
        if (tty) {
            Screen screen = raw ? Screen.now() : Screen.USUAL;
            path.with("tty", "true").with("cols", String.valueOf(screen.columns())).with("rows",
                    String.valueOf(screen.rows()));
        }
        Optional<Duration> timeout = arguments.value(Options.TIMEOUT).isPresent()
                ? Optional.of(arguments.duration(Options.TIMEOUT, Duration.ZERO))
                : Optional.empty();
        try (WebSocket socket = session.api().connect(path.toString())) {
            ExecStreams streams = new ExecStreams(socket, console, timeout);
            return raw ? inTerminal(streams) : streams.run(arguments.flag("--stdin") || tty, false);
        }
    }

    private static int inTerminal(ExecStreams streams) throws IOException {
        try (TerminalMode _ = TerminalMode.enter("raw", "-echo")) {
            WindowChange.listen(() -> streams.resize(Screen.now()));
            return streams.run(true, true);
        }
    }

    /** Words for a command that took too long. */
    static Failure tooLong(Duration timeout) {
        return new Failure(ExitCode.EXEC_TIMEOUT,
                "the command was killed: it took longer than " + timeout.toMillis() / 1000.0 + "s");
    }
}
