package dev.rune.cli.command;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rune lint}: the daemon's own reading of castfiles, in a process that ends when it has read them. */
final class LintCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.command(this, "lint", "Check castfiles without a daemon.",
                "Finds every fault that can be seen in the files themselves.")
                .addOption(
                        Options.flag("Also the castfiles in the directories below a directory.", "-r", "--recursive"))
                .addPositional(Options.words("1..*", "FILE...",
                        "Castfiles, directories with castfiles, or - for standard input."));
        return Options.examples(spec, "rune lint api.yaml", "rune lint -r services/");
    }

    @Override
    public int run(Arguments arguments, Session session) {
        List<String> words = new ArrayList<>(List.of("lint"));
        if (arguments.flag("--recursive")) {
            words.add("-r");
        }
        words.add("--");
        words.addAll(arguments.words());
        return Programs.run(session, words);
    }
}
