package dev.rune.cli.command;

import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.json.Json;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rune version}. */
final class VersionCommand implements Command {
    @Override
    public CommandSpec spec() {
        return Options.command(this, "version", "Show the versions of the client and of the daemon.")
                .addOption(Options.flag("Only the client's.", "--client"));
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        Output output = session.output();
        String own = Version.own();
        Json daemon = Json.object();
        Failure failure = null;
        if (!arguments.flag("--client")) {
            try {
                daemon = session.api().get("/v1/version");
            } catch (Failure e) {
                // The client's version is known without a daemon.
                failure = e;
            }
        }
        if (output == Output.JSON || output == Output.YAML) {
            Json client = Json.object("version", own);
            session.console().out().print(output.document(daemon.fields().isEmpty()
                    ? Json.object("client", client)
                    : Json.object("client", client, "daemon", daemon)));
        } else {
            session.console().print("rune    " + own);
            if (!daemon.fields().isEmpty()) {
                session.console()
                        .print("runed   " + daemon.text("version") + " (Java " + daemon.text("java") + ", "
                                + daemon.text("os")
                                + ", API " + daemon.text("api") + ")");
            }
        }
        if (failure != null) {
            session.console().say("runed   " + failure.getMessage());
        }
        return ExitCode.OK;
    }
}
