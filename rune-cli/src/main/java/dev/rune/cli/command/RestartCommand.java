package dev.rune.cli.command;

import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.json.Json;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rune restart}. */
final class RestartCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.command(this, "restart", "Restart services: scale to 0 and back.",
                "A service that is stopped starts at its last scale.")
                .addOption(Options.flag("One instance after the other, without a gap.", "--rolling"))
                .addPositional(Options.words("1..*", "NAME...", "The services."));
        return Options.examples(Options.waiting(spec), "rune restart api", "rune restart api --rolling");
    }

    @Override
    public int run(Arguments arguments, Session session) {
        Change change = new Change(session, Waiting.of(arguments));
        for (String name : arguments.words()) {
            change.ask(name, "restart", Json.object("rolling", arguments.flag("--rolling")), "restarting", "restarted");
        }
        change.finish();
        return ExitCode.OK;
    }
}
