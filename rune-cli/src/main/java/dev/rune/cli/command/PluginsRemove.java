package dev.rune.cli.command;

import dev.rune.cli.api.Api;
import dev.rune.cli.api.Unreachable;
import dev.rune.cli.config.Connection;
import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code rune plugins remove}. */
final class PluginsRemove implements Command {
    private static final List<String> LOOPBACK = List.of("127.0.0.1", "localhost", "[::1]");

    /** Which daemon of this machine is meant. */
    static final Supplier<OptionSpec> DATA_DIR = () -> Options.value("DIR",
            "The daemon's data directory (default: what the daemon says, else the one that runed would use).",
            "--data-dir");

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options
                .command(this, "remove", "Remove a plugin that 'install' brought.",
                        "One that services use is kept, unless --force is said. What runed has loaded works until its next start.")
                .addOption(Options.flag(
                        "Also when services use it: what runs of them goes on, and is neither started nor stopped any more.",
                        "--force"))
                .addOption(DATA_DIR.get())
                .addPositional(Options.words("1..*", "NAME", "The plugin's name."));
        return Options.examples(spec, "rune plugins remove lottery");
    }

    @Override
    public int run(Arguments arguments, Session session) {
        String name = arguments.word("NAME");
        if (!arguments.flag("--force")) {
            requireUnused(name, arguments.value("--data-dir"), session);
        }
        List<String> words = new ArrayList<>(List.of("remove-plugin"));
        dataDirectory(arguments, session).ifPresent(directory -> {
            words.add("--data-dir");
            words.add(directory);
        });
        words.add("--");
        words.add(name);
        return Programs.run(session, words);
    }

    private static void requireUnused(String name, Optional<String> dataDirectory, Session session) {
        TreeSet<String> users = new TreeSet<>();
        try {
            Api api = dataDirectory.isPresent() ? owner(Path.of(dataDirectory.get()), session) : session.api();
            api.get("/v1/types").items().stream().filter(type -> type.text("plugin").equals(name))
                    .flatMap(type -> type.items("usedBy").stream()).map(Json::text).forEach(users::add);
        } catch (Unreachable e) {
            throw new Unreachable(e.getMessage(), "Only runed knows whether services use plugin '" + name
                    + "': start it, or say --force.");
        }
        if (!users.isEmpty()) {
            throw new Failure(ExitCode.CONFLICT, "plugin '" + name + "' is used by " + String.join(", ", users),
                    "Delete or change them first, or say --force: what runs of them goes on, and is then neither started nor "
                            + "stopped any more.");
        }
    }

    /** Whoever has {@code directory} open: the daemon that is spoken to else may be another one. */
    private static Api owner(Path directory, Session session) {
        Connection connection = Connection.of(directory);
        Api api = session.api(connection);
        String other = api.get("/v1/status").text("dataDirectory");
        if (!isSame(directory, Path.of(other))) {
            throw new Unreachable("the daemon at " + connection.server().address() + ", which " + directory
                    + " names, has its data in " + other, "");
        }
        return api;
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException _) {
            return false;
        }
    }

    /** The data directory that is meant; empty where {@code runed} is to say, which has its own settings. */
    static Optional<String> dataDirectory(Arguments arguments, Session session) {
        Optional<String> said = arguments.value("--data-dir");
        if (said.isPresent()) {
            return said;
        }
        try {
            String host = session.connection().server().host();
            if (!LOOPBACK.contains(host)) {
                throw Failure.usage("plugins are not installed over the network, and the daemon is at " + host
                        + ": do this on its machine, or say --data-dir");
            }
            return Optional.of(session.api().get("/v1/status").text("dataDirectory"));
        } catch (Unreachable _) {
            return Optional.empty();
        }
    }
}
