package dev.rune.cli.command;

import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.json.Json;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rune whoami}. */
final class WhoamiCommand implements Command {
    @Override
    public CommandSpec spec() {
        return Options.command(this, "whoami", "Show who the daemon takes you for.");
    }

    @Override
    public int run(Arguments arguments, Session session) {
        Output output = session.output();
        Json who = session.api().get("/v1/whoami");
        if (output == Output.JSON || output == Output.YAML) {
            session.console().out().print(output.document(who));
        } else {
            session.console()
                    .print(who.text("name") + " (role " + who.text("role") + ") at " + session.api().server().address()
                            + ", namespace " + session.namespace());
        }
        return ExitCode.OK;
    }
}
