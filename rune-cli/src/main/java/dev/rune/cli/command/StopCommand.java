package dev.rune.cli.command;

import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.json.Json;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rune stop}. */
final class StopCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.command(this, "stop", "Stop services without deleting them.",
                "'rune restart NAME' or 'rune scale NAME N' brings them back.")
                .addPositional(Options.words("1..*", "NAME...", "The services."));
        return Options.examples(Options.waiting(spec), "rune stop api");
    }

    @Override
    public int run(Arguments arguments, Session session) {
        Change change = new Change(session, Waiting.of(arguments));
        for (String name : arguments.words()) {
            change.ask(name, "stop", Json.object(), "stopping", "stopped");
        }
        change.finish();
        return ExitCode.OK;
    }
}
