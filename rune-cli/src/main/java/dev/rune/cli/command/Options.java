package dev.rune.cli.command;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Builds the models of commands. Everything is read as text and converted by the command itself, whose messages say more
 * and which loads less.
 */
final class Options {
    static final String CONFIG = "--config";
    static final String API_SERVER = "--api-server";
    static final String NAMESPACE = "--namespace";
    static final String OUTPUT = "--output";
    static final String VERBOSE = "--verbose";
    static final String NO_COLOR = "--no-color";
    static final String HELP = "--help";
    static final String TIMEOUT = "--timeout";
    static final String VERSION = "--version";

    private Options() {}

    /** A command with its name and a sentence for each line of its description; the first stands in lists. */
    static CommandSpec command(Object command, String name, String... description) {
        CommandSpec spec = command == null ? CommandSpec.create() : CommandSpec.wrapWithoutInspection(command);
        spec.name(name).interpolateVariables(false).usageMessage().description(description).abbreviateSynopsis(true);
        return spec;
    }

    /** Adds examples, one command each, below the help. */
    static CommandSpec examples(CommandSpec spec, String... examples) {
        String[] footer = new String[examples.length + 2];
        footer[0] = "";
        footer[1] = "Examples:";
        for (int i = 0; i < examples.length; i++) {
            footer[i + 2] = "  " + examples[i];
        }
        spec.usageMessage().footer(footer);
        return spec;
    }

    /** An option that is there or not. */
    static OptionSpec flag(String description, String... names) {
        return OptionSpec.builder(names).type(boolean.class).arity("0").description(description).build();
    }

    /** An option with a value. */
    static OptionSpec value(String label, String description, String... names) {
        return OptionSpec.builder(names).type(String.class).arity("1").paramLabel(label).description(description)
                .build();
    }

    /** An option that is true or false; alone it is true. */
    static OptionSpec truth(String description, String... names) {
        return OptionSpec.builder(names).type(Boolean.class).arity("0..1").fallbackValue("true").paramLabel("BOOL")
                .description(description).build();
    }

    /** An option with a value that may be there several times. */
    static OptionSpec values(String label, String description, String... names) {
        return OptionSpec.builder(names).type(List.class).auxiliaryTypes(String.class).arity("1").paramLabel(label)
                .description(description).build();
    }

    /** The words after the options; {@code arity} is picocli's: {@code 1}, {@code 0..1}, {@code 1..*}. */
    static PositionalParamSpec words(String arity, String label, String description) {
        return PositionalParamSpec.builder().type(List.class).auxiliaryTypes(String.class).index("0..*").arity(arity)
                .required(!arity.startsWith("0")).hideParamSyntax(true).paramLabel(label).description(description)
                .build();
    }

    /** The options of a command that waits for a rollout. */
    static CommandSpec waiting(CommandSpec spec) {
        return spec.addOption(flag("Wait until it is done. This is the default.", "--wait"))
                .addOption(flag("Return as soon as the change is accepted.", "--no-wait", "--detach"))
                .addOption(value("DURATION",
                        "How long to wait, such as 90s or 5m (default: 5m). What was asked for goes on after it.",
                        TIMEOUT));
    }

    /** Adds the options that every command has. */
    static void addGlobal(CommandSpec spec) {
        for (OptionSpec option : global()) {
            spec.addOption(option);
        }
    }

    /** Adds the options that every command has as a group of their own, for help. */
    static void addGlobalGroup(CommandSpec spec) {
        ArgGroupSpec.Builder group = ArgGroupSpec.builder().heading("%nGlobal options:%n").validate(false)
                .exclusive(false);
        for (OptionSpec option : global()) {
            group.addArg(option);
        }
        spec.addArgGroup(group.build());
    }

    /** The option for the client's version, which stands without a command. */
    static OptionSpec version() {
        return flag("Show the version of this client.", "-V", VERSION);
    }

    private static OptionSpec[] global() {
        return new OptionSpec[]{
                value("FILE", "The client configuration to use.", CONFIG),
                value("URL",
                        "The daemon to speak to, such as http://127.0.0.1:7861; its token is taken from RUNE_TOKEN.",
                        API_SERVER),
                value("NAME", "The namespace (default: the context's, else 'default').", "-n", NAMESPACE),
                value("FORMAT", "How to print: table, wide, json, yaml or name.", "-o", OUTPUT),
                flag("Tell each request to the daemon on standard error.", "-v", VERBOSE),
                flag("No colours. The variable NO_COLOR does the same.", NO_COLOR),
                OptionSpec.builder("-h", HELP).type(boolean.class).arity("0").usageHelp(true)
                        .description("Show this help.").build()};
    }

    /**
     * Takes the first word out of {@code args} that is neither an option nor an option's value: options of all commands
     * may stand before the command.
     */
    static Optional<String> takeWord(List<String> args) {
        for (int at = 0; at < args.size() && !args.get(at).equals("--"); at++) {
            switch (args.get(at)) {
                case "-n", NAMESPACE, "-o", OUTPUT, CONFIG, API_SERVER -> at++;
                default -> {
                    if (!args.get(at).startsWith("-")) {
                        return Optional.of(args.remove(at));
                    }
                }
            }
        }
        return Optional.empty();
    }
}
