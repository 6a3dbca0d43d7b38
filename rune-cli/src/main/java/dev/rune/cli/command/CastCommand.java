package dev.rune.cli.command;

import dev.rune.cli.api.Paths;
import dev.rune.cli.command.CastFiles.CastFile;
import dev.rune.cli.exit.ExitCode;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rune cast}. */
final class CastCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.command(this, "cast",
                "Apply castfiles: create and change services, and wait until they run.",
                "All of a cast is accepted or none of it. Prints what became of each object, then tells the rollout.")
                .aliases("apply")
                .addOption(Options.flag("Say what would happen and change nothing.", "--dry-run"))
                .addOption(Options.flag("Show what is different, field by field.", "--diff"))
                .addOption(Options.flag("Make the namespaces that are missing.", "--create-namespace"))
                .addOption(
                        Options.flag("Also the castfiles in the directories below a directory.", "-r", "--recursive"))
                .addPositional(Options.words("1..*", "FILE...",
                        "Castfiles, directories with castfiles, or - for standard input."));
        return Options.examples(Options.waiting(spec), "rune cast api.yaml", "rune cast -r services/ --dry-run --diff",
                "rune cast api.yaml --no-wait", "generate | rune cast -");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        boolean dryRun = arguments.flag("--dry-run");
        Waiting waiting = Waiting.of(arguments);
        Output output = session.output();
        List<CastFile> files = CastFiles.read(arguments.words(), arguments.flag("--recursive"), session.console().in());
        Paths target = Paths.of("cast").with("namespace", session.namespace()).when(dryRun, "dryRun")
                .when(arguments.flag("--create-namespace"), "createNamespace");
        Cast cast = Cast.send(session.api(), session.console(), files, target.toString());
        cast.print(session.console(), output, dryRun, arguments.flag("--diff"));
        if (!dryRun) {
            waiting.untilThere(session, cast.services());
        }
        return ExitCode.OK;
    }
}
