package dev.rune.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Writes docs/commands.md from the models of the commands. */
final class CommandReference {
    private final StringBuilder text = new StringBuilder();

    private CommandReference() {}

    static String markdown(CommandSpec root) {
        CommandReference reference = new CommandReference();
        reference.write(root);
        return reference.text.toString().stripTrailing() + "\n";
    }

    private void write(CommandSpec root) {
        text.append(
                """
                        # Commands

                        What `rune` understands. This page is made from the command line's own models (`mvn test -pl rune-cli -Drune.golden=write`);
                        `rune COMMAND --help` says the same.

                        Data goes to standard output, everything else to standard error. Commands that wait do so until what was asked for is
                        done; Ctrl-C ends the watching only.

                        """);
        exitCodes();
        text.append("## Options of every command\n\n");
        options(root.argGroups().get(0).options());
        for (CommandSpec command : distinct(root)) {
            command(command, "## ");
            for (CommandSpec nested : distinct(command)) {
                command(nested, "### ");
            }
        }
    }

    private void exitCodes() {
        text.append(
                """
                        ## Exit codes

                        | Code | Meaning |
                        |---|---|
                        | 0 | done |
                        | 1 | failed for another reason |
                        | 2 | the command line cannot be understood |
                        | 3 | not allowed |
                        | 4 | not found |
                        | 5 | conflict: it does not fit what is there, or something newer overtook it |
                        | 6 | invalid file |
                        | 7 | timed out; it goes on |
                        | 8 | the rollout failed |
                        | 9 | the daemon is not reachable |
                        | 130 | ended by Ctrl-C |

                        `rune exec` ends with the exit code of the command it ran: 128 + N for signal N, 124 when it took longer than `--timeout`.

                        """);
    }

    private static List<CommandSpec> distinct(CommandSpec spec) {
        return spec.subcommands().values().stream().distinct().map(CommandLine::getCommandSpec).toList();
    }

    private void command(CommandSpec spec, String heading) {
        text.append(heading).append(spec.qualifiedName()).append("\n\n");
        text.append(String.join("\n", spec.usageMessage().description()));
        if (spec.aliases().length > 0) {
            text.append(" Also: `").append(String.join("`, `", spec.aliases())).append("`.");
        }
        text.append("\n\n```\n").append(synopsis(spec)).append("\n```\n\n");
        for (PositionalParamSpec words : spec.positionalParameters()) {
            text.append("`").append(words.paramLabel()).append("`: ").append(decapitalized(words.description()[0]))
                    .append("\n\n");
        }
        List<OptionSpec> own = new ArrayList<>(spec.options());
        for (ArgGroupSpec group : spec.argGroups()) {
            own.removeAll(group.options());
        }
        options(own);
        examples(spec.usageMessage().footer());
    }

    private static String synopsis(CommandSpec spec) {
        StringBuilder synopsis = new StringBuilder(spec.qualifiedName());
        synopsis.append(spec.subcommands().isEmpty() ? " [OPTIONS]" : " COMMAND");
        spec.positionalParameters().forEach(words -> synopsis.append(' ').append(words.paramLabel()));
        return synopsis.toString();
    }

    private void options(List<OptionSpec> options) {
        if (options.isEmpty()) {
            return;
        }
        text.append("| Option | |\n|---|---|\n");
        for (OptionSpec option : options) {
            text.append("| `").append(String.join("`, `", option.names())).append('`');
            if (option.arity().max() > 0) {
                text.append(" *").append(option.paramLabel()).append('*');
            }
            text.append(" | ").append(option.description()[0].replace("|", "\\|")).append(" |\n");
        }
        text.append('\n');
    }

    private void examples(String[] footer) {
        if (footer.length > 2) {
            text.append("```\n");
            for (int i = 2; i < footer.length; i++) {
                text.append(footer[i].strip()).append('\n');
            }
            text.append("```\n\n");
        }
    }

    private static String decapitalized(String sentence) {
        return sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
    }
}
