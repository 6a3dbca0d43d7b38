package dev.rune.cli.command;

import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import java.io.IOException;
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
    public int run(Arguments arguments, Session session) throws IOException {
        List<String> command = new ArrayList<>(List.of(Programs.runed(session.surroundings()), "lint"));
        if (arguments.flag("--recursive")) {
            command.add("-r");
        }
        command.add("--");
        command.addAll(arguments.words());
        session.console().flush();
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (InterruptedException e) {
            return ExitCode.INTERRUPTED;
        } catch (IOException e) {
            throw new Failure(ExitCode.FAILURE, command.get(0) + " cannot be run: " + e.getMessage(),
                    "It belongs beside rune, in the same folder, or on the PATH.");
        }
    }
}
