package dev.rune.cli.command;

import dev.rune.cli.api.Paths;
import dev.rune.cli.command.CastFiles.CastFile;
import dev.rune.cli.config.Connection;
import dev.rune.cli.dev.DevSession;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rune dev}. */
final class DevCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.command(this, "dev", "Run castfiles with a runed of their own until Ctrl-C.",
                "Needs no daemon: starts one with a temporary data directory, casts the files, shows how the services are and what",
                "they write, and stops all of it at the end.")
                .addOption(
                        Options.flag("Also the castfiles in the directories below a directory.", "-r", "--recursive"))
                .addPositional(Options.words("1..*", "FILE...",
                        "Castfiles, directories with castfiles, or - for standard input."));
        return Options.examples(spec, "rune dev api.yaml");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        List<CastFile> files = CastFiles.read(arguments.words(), arguments.flag("--recursive"), session.console().in());
        String namespace = arguments.value(Options.NAMESPACE).orElse(Connection.DEFAULT_NAMESPACE);
        String target = Paths.of("cast").with("namespace", namespace).with("createNamespace", "true").toString();
        return new DevSession(session.console(), session.clock()).run(Programs.runed(session.surroundings()), api -> {
            Cast cast = Cast.send(api, session.console(), files, target);
            cast.print(session.console(), Output.TABLE, false, false);
            return cast.services();
        });
    }
}
