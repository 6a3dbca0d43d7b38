package dev.rune.cli.command;

import dev.rune.cli.api.ApiProblem;
import dev.rune.cli.config.Surroundings;
import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.exit.Faults;
import dev.rune.cli.term.Colours;
import dev.rune.cli.term.Console;
import dev.rune.cli.term.Nearest;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line of {@code rune}: finds the command that was typed, runs it, and says what went wrong. */
public final class Rune {
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
            return dispatch(new ArrayList<>(List.of(args)));
        } catch (Failure failure) {
            return tell(failure);
        } catch (FileSystemException e) {
            return tell(new Failure(ExitCode.FAILURE, Faults.of(String.valueOf(e.getFile()), e)));
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

    /** Takes the command's words out of {@code args} and leaves the rest to the command. */
    private int dispatch(List<String> args) throws IOException {
        Optional<String> name = Options.takeWord(args);
        if (name.isPresent() && name.get().equals("help")) {
            args.add(Options.HELP);
            name = Options.takeWord(args);
        }
        if (name.isEmpty()) {
            return withoutCommand(args);
        }
        Optional<Word> word = Commands.named(name.get());
        if (word.isEmpty()) {
            throw new Failure(ExitCode.USAGE,
                    "rune has no command '" + name.get() + "'" + Nearest.hint(name.get(), Commands.names()),
                    "'rune --help' lists them.");
        }
        // A command that others may follow is meant itself where nothing follows.
        return word.get() instanceof Command command
                && (command.spec().subcommands().isEmpty() || Options.takeWord(new ArrayList<>(args)).isEmpty())
                        ? run(command, "rune", args)
                        : group(word.get(), args);
    }

    private int withoutCommand(List<String> args) {
        CommandSpec root = Options.command(this, "rune");
        root.addOption(Options.version());
        ParseResult parsed = parse(root, "rune", args);
        if (parsed.hasMatchedOption(Options.VERSION)) {
            console.print("rune " + Version.own());
            return ExitCode.OK;
        }
        usage(wholeModel(), parsed.isUsageHelpRequested());
        return parsed.isUsageHelpRequested() ? ExitCode.OK : ExitCode.USAGE;
    }

    /** A word that needs another one. */
    private int group(Word word, List<String> args) throws IOException {
        CommandSpec spec = word.spec();
        Optional<String> name = Options.takeWord(args);
        if (name.isEmpty() && !parse(spec, "rune " + spec.name(), args).isUsageHelpRequested()) {
            throw new Failure(ExitCode.USAGE,
                    "rune " + spec.name() + " needs one of: " + String.join(", ", spec.subcommands().keySet()),
                    see("rune " + spec.name()));
        }
        if (name.isEmpty()) {
            usage(wholeModel().subcommands().get(spec.name()).getCommandSpec(), true);
            return ExitCode.OK;
        }
        CommandLine nested = spec.subcommands().get(name.get());
        if (nested == null) {
            throw new Failure(ExitCode.USAGE, "rune " + spec.name() + " has no command '" + name.get() + "'"
                    + Nearest.hint(name.get(), spec.subcommands().keySet()), see("rune " + spec.name()));
        }
        return run((Command) nested.getCommandSpec().userObject(), "rune " + spec.name(), args);
    }

    private int run(Command command, String before, List<String> args) throws IOException {
        CommandSpec spec = command.spec();
        String path = before + " " + spec.name();
        ParseResult parsed = parse(spec, path, args);
        if (parsed.isUsageHelpRequested()) {
            CommandSpec whole = wholeModel();
            for (String word : path.substring("rune ".length()).split(" ")) {
                whole = whole.subcommands().get(word).getCommandSpec();
            }
            usage(whole, true);
            return ExitCode.OK;
        }
        Arguments arguments = new Arguments(parsed);
        try {
            return command.run(arguments, new Session(console, surroundings, clock, arguments));
        } catch (ApiProblem problem) {
            throw problem;
        } catch (Failure failure) {
            throw failure.code() == ExitCode.USAGE && failure.hint().isEmpty()
                    ? new Failure(ExitCode.USAGE, failure.getMessage(), see(path))
                    : failure;
        }
    }

    private void usage(CommandSpec spec, boolean asked) {
        new CommandLine(spec).usage(asked ? console.out() : console.err(),
                console.colours() == Colours.NONE ? Ansi.OFF : Ansi.ON);
    }

    /** All commands, for help, completion and the reference. */
    static CommandSpec wholeModel() {
        CommandSpec root = Options.command(null, "rune", "Keeps the services of a machine running.");
        Options.addGlobalGroup(root);
        root.addOption(Options.version());
        for (Word word : Commands.all()) {
            CommandSpec spec = word.spec();
            Options.addGlobalGroup(spec);
            for (CommandLine nested : spec.subcommands().values().stream().distinct().toList()) {
                Options.addGlobalGroup(nested.getCommandSpec());
            }
            root.addSubcommand(spec.name(), spec);
        }
        root.usageMessage().synopsisSubcommandLabel("COMMAND").footer("",
                "'rune COMMAND --help' tells more about a command.");
        return root;
    }

    /** Reads what stands beside the command's words, by a model of this command alone: making that of all takes long. */
    private static ParseResult parse(CommandSpec spec, String path, List<String> args) {
        Options.addGlobal(spec);
        try {
            return new CommandLine(spec).parseArgs(args.toArray(String[]::new));
        } catch (UnmatchedArgumentException e) {
            throw unmatched(e, spec, path);
        } catch (ParameterException e) {
            String message = e.getMessage();
            throw new Failure(ExitCode.USAGE, Character.toLowerCase(message.charAt(0)) + message.substring(1),
                    see(path));
        }
    }

    private static Failure unmatched(UnmatchedArgumentException e, CommandSpec spec, String path) {
        String word = e.getUnmatched().get(0);
        if (!word.startsWith("-")) {
            return new Failure(ExitCode.USAGE, "'" + word + "' is not expected here", see(path));
        }
        List<String> known = new ArrayList<>();
        for (OptionSpec option : spec.options()) {
            Collections.addAll(known, option.names());
        }
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        return new Failure(ExitCode.USAGE, "unknown option '" + name + "'" + Nearest.hint(name, known), see(path));
    }

    private static String see(String path) {
        return "See '" + path + " --help'.";
    }
}
