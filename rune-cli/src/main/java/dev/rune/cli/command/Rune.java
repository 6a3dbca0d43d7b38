package dev.rune.cli.command;

import dev.rune.cli.api.ApiProblem;
import dev.rune.cli.config.Surroundings;
import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.term.Console;
import dev.rune.cli.term.Nearest;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line of {@code rune}: finds the command that was typed, runs it, and says what went wrong. */
public final class Rune {
    private static final List<String> GLOBAL_WITH_VALUE = List.of("-n", Options.NAMESPACE, "-o", Options.OUTPUT,
            Options.CONFIG,
            Options.API_SERVER);

    private final Surroundings surroundings;
    private final InstantSource clock;
    private final Console console;

    /** The command line of a process. */
    public Rune(Surroundings surroundings, InstantSource clock, Console console) {
        this.surroundings = surroundings;
        this.clock = clock;
        this.console = console;
    }

    /**
     * Runs one command line.
     *
     * @return what the process is to end with
     */
    public int run(String... args) {
        int code = guarded(args);
        return console.flush() || code != ExitCode.OK ? code : ExitCode.BROKEN_PIPE;
    }

    private int guarded(String[] args) {
        try {
            return dispatch(args);
        } catch (Failure failure) {
            return tell(failure);
        } catch (IOException e) {
            return tell(new Failure(ExitCode.FAILURE, String.valueOf(e.getMessage())));
        }
    }

    private int tell(Failure failure) {
        console.out().flush();
        if (failure instanceof ApiProblem problem && !problem.findings().isEmpty()) {
            Findings.print(console, problem.findings(), List.of());
        } else if (!failure.getMessage().isEmpty()) {
            console.err().print(console.colours().bad("error: ") + failure.getMessage() + "\n");
        }
        if (!failure.hint().isEmpty()) {
            console.err().print(failure.hint() + "\n");
        }
        return failure.code();
    }

    private int dispatch(String[] args) throws IOException {
        int at = commandAt(args);
        Optional<String> word = at < args.length ? Optional.of(args[at]) : Optional.empty();
        if (word.isPresent() && word.get().equals("help")) {
            return help(args, at);
        }
        Optional<Word> command = word.isPresent() ? Commands.named(word.get()) : Optional.empty();
        if (word.isPresent() && command.isEmpty()) {
            throw new Failure(ExitCode.USAGE,
                    "rune has no command '" + word.get() + "'" + Nearest.hint(word.get(), Commands.names()),
                    "'rune --help' lists them.");
        }
        CommandLine line = new CommandLine(model(command, false));
        return run(line, parse(line, args), command);
    }

    /** {@code rune help get} is {@code rune get --help}. */
    private int help(String[] args, int at) throws IOException {
        List<String> rest = new ArrayList<>(List.of(args));
        rest.remove(at);
        rest.add(Options.HELP);
        return dispatch(rest.toArray(String[]::new));
    }

    /** Where the command's word stands: the first that is neither an option nor an option's value. */
    private static int commandAt(String[] args) {
        int at = 0;
        while (at < args.length && args[at].startsWith("-")) {
            at += GLOBAL_WITH_VALUE.contains(args[at]) ? 2 : 1;
        }
        return at;
    }

    private int run(CommandLine line, List<ParseResult> levels, Optional<Word> typed) throws IOException {
        ParseResult deepest = levels.get(0);
        if (deepest.isUsageHelpRequested() || levels.get(levels.size() - 1).isUsageHelpRequested() || typed.isEmpty()) {
            boolean versionAsked = typed.isEmpty() && deepest.hasMatchedOption("--version");
            if (versionAsked) {
                console.print("rune " + Version.own());
                return ExitCode.OK;
            }
            boolean asked = typed.isPresent() || deepest.isUsageHelpRequested();
            usage(levels, typed, asked);
            return asked ? ExitCode.OK : ExitCode.USAGE;
        }
        if (!(deepest.commandSpec().userObject() instanceof Command command)) {
            throw usageFault(deepest.commandSpec(), "rune " + deepest.commandSpec().name() + " needs one of: "
                    + String.join(", ", deepest.commandSpec().subcommands().keySet()));
        }
        Arguments arguments = new Arguments(levels);
        Session session = new Session(console, surroundings, clock, arguments);
        try {
            return command.run(arguments, session);
        } catch (ApiProblem problem) {
            throw problem;
        } catch (Failure failure) {
            throw failure.code() == ExitCode.USAGE && failure.hint().isEmpty()
                    ? usageFault(deepest.commandSpec(), failure.getMessage())
                    : failure;
        }
    }

    /** Prints the help of what was typed, from a model made for it. */
    private void usage(List<ParseResult> levels, Optional<Word> typed, boolean asked) {
        CommandSpec spec = model(typed, true);
        for (int i = levels.size() - 2; i >= 0; i--) {
            spec = spec.subcommands().get(levels.get(i).commandSpec().name()).getCommandSpec();
        }
        Ansi ansi = console.colours() == dev.rune.cli.term.Colours.NONE ? Ansi.OFF : Ansi.ON;
        new CommandLine(spec).usage(asked ? console.out() : console.err(), ansi);
    }

    /** The whole command line for help and completion. */
    static CommandSpec wholeModel() {
        return model(Optional.empty(), true);
    }

    /** The command line with the one subcommand that was typed, or with all of them where none was. */
    private static CommandSpec model(Optional<Word> only, boolean forHelp) {
        CommandSpec root = Options.command(null, "rune", "Keeps the services of a machine running.");
        Options.addGlobal(root, forHelp);
        root.addOption(Options.flag("Show the version of this client.", "-V", "--version"));
        if (only.isPresent()) {
            addTo(root, only.get().spec(), forHelp);
        } else if (forHelp) {
            for (Word command : Commands.all()) {
                addTo(root, command.spec(), true);
            }
        }
        root.usageMessage().synopsisSubcommandLabel("COMMAND").abbreviateSynopsis(true)
                .footer("", "'rune COMMAND --help' tells more about a command.");
        return root;
    }

    private static void addTo(CommandSpec parent, CommandSpec spec, boolean forHelp) {
        Options.addGlobal(spec, forHelp);
        // Under an alias stands the same model again.
        for (CommandLine nested : new HashSet<>(spec.subcommands().values())) {
            Options.addGlobal(nested.getCommandSpec(), forHelp);
        }
        parent.addSubcommand(spec.name(), spec);
    }

    private static List<ParseResult> parse(CommandLine line, String[] args) {
        try {
            List<ParseResult> levels = new ArrayList<>();
            for (ParseResult level = line.parseArgs(args); level != null; level = level.hasSubcommand()
                    ? level.subcommand()
                    : null) {
                levels.add(level);
            }
            Collections.reverse(levels);
            return levels;
        } catch (UnmatchedArgumentException e) {
            throw unmatched(e);
        } catch (MissingParameterException e) {
            throw usageFault(e.getCommandLine().getCommandSpec(), plain(e.getMessage()));
        } catch (ParameterException e) {
            throw usageFault(e.getCommandLine().getCommandSpec(), plain(e.getMessage()));
        }
    }

    private static String plain(String message) {
        return message.isEmpty() ? message : Character.toLowerCase(message.charAt(0)) + message.substring(1);
    }

    private static Failure unmatched(UnmatchedArgumentException e) {
        CommandSpec spec = e.getCommandLine().getCommandSpec();
        String word = e.getUnmatched().get(0);
        if (!word.startsWith("-")) {
            return usageFault(spec,
                    "'" + word + "' is not expected here" + Nearest.hint(word, spec.subcommands().keySet()));
        }
        List<String> known = new ArrayList<>();
        for (OptionSpec option : spec.options()) {
            Collections.addAll(known, option.names());
        }
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        return usageFault(spec, "unknown option '" + name + "'" + Nearest.hint(name, known));
    }

    private static Failure usageFault(CommandSpec spec, String message) {
        return new Failure(ExitCode.USAGE, message, "See '" + spec.qualifiedName() + " --help'.");
    }
}
