package dev.rune.cli.config;

import dev.rune.cli.api.Server;
import dev.rune.cli.api.Unreachable;
import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the daemon that is meant: by the flag or the variable for its address, else in the first client configuration
 * there is.
 *
 * @param server    where it listens
 * @param namespace the namespace that is meant where a command names none
 */
public record Connection(Server server, String namespace) {
    /** Where things are that name no namespace. */
    public static final String DEFAULT_NAMESPACE = "default";

    private static final String LOCAL_SERVER = "http://127.0.0.1:7861";

    /**
     * A client configuration that was found.
     *
     * @param file   where
     * @param config what it says
     */
    public record Found(Path file, ClientConfig config) {}

    /**
     * Finds the daemon.
     *
     * @param config    the value of {@code --config}
     * @param apiServer the value of {@code --api-server}
     * @throws Failure 9 where nothing says where it is, 3 where the file that says it may not be read
     */
    public static Connection find(Surroundings surroundings, Optional<String> config, Optional<String> apiServer) {
        // A flag wins over a variable, whatever either of them says.
        String address = apiServer.orElse(config.isPresent() ? "" : surroundings.variable("RUNE_API_SERVER"));
        if (!address.isEmpty()) {
            return direct(surroundings, config, address, apiServer.isPresent() ? "--api-server" : "RUNE_API_SERVER");
        }
        List<Path> candidates = candidates(surroundings, config);
        Optional<Found> found = first(candidates);
        if (found.isEmpty()) {
            throw config.isPresent()
                    ? Failure.usage("--config " + config.get() + ": there is no such file")
                    : nothingFound(candidates);
        }
        ClientConfig.Context context = found.get().config().current(found.get().file());
        String token = surroundings.variable("RUNE_TOKEN");
        return new Connection(Server.at(context.server().isEmpty() ? LOCAL_SERVER : context.server(),
                token.isEmpty() ? context.token() : token, authorities(context), found.get().file().toString()),
                context.namespace().isEmpty() ? DEFAULT_NAMESPACE : context.namespace());
    }

    /**
     * The daemon of a data directory, as it has written down there itself.
     *
     * @throws Failure 9 where none has, 3 where that may not be read
     */
    public static Connection of(Path dataDirectory) {
        Path file = dataDirectory.resolve("client.yaml");
        ClientConfig.Context context = ClientConfig.read(file).orElseThrow(() -> nothingFound(List.of(file)))
                .current(file);
        return new Connection(
                Server.at(context.server(), context.token(), authorities(context), file.toString()), DEFAULT_NAMESPACE);
    }

    /** The address is known; a token for it may be, and it goes to no other address. */
    private static Connection direct(Surroundings surroundings, Optional<String> config, String address,
            String origin) {
        String token = surroundings.variable("RUNE_TOKEN");
        Server server = Server.at(address, token, Optional.empty(), origin);
        if (token.isEmpty()) {
            for (Path candidate : candidates(surroundings, config)) {
                for (ClientConfig.Context context : ClientConfig.read(candidate).orElse(ClientConfig.EMPTY).contexts()
                        .values()) {
                    if (server.isAt(context.server())) {
                        return new Connection(Server.at(address, context.token(), authorities(context), origin),
                                DEFAULT_NAMESPACE);
                    }
                }
            }
        }
        return new Connection(server, DEFAULT_NAMESPACE);
    }

    private static Optional<String> authorities(ClientConfig.Context context) {
        return context.certificateAuthority().isEmpty()
                ? Optional.empty()
                : Optional.of(context.certificateAuthority());
    }

    /** The files that are looked for, in this order. */
    static List<Path> candidates(Surroundings surroundings, Optional<String> config) {
        String chosen = config.orElse(surroundings.variable("RUNE_CONFIG"));
        List<Path> files = new ArrayList<>();
        if (!chosen.isEmpty()) {
            files.add(Path.of(chosen));
            return files;
        }
        String data = surroundings.variable("RUNE_DATA_DIR");
        if (!data.isEmpty()) {
            files.add(Path.of(data).resolve("client.yaml"));
            return files;
        }
        files.add(surroundings.ownConfig());
        files.add(surroundings.defaultDataDirectory().resolve("client.yaml"));
        return files;
    }

    /** The first configuration there is. */
    public static Optional<Found> first(Surroundings surroundings, Optional<String> config) {
        return first(candidates(surroundings, config));
    }

    private static Optional<Found> first(List<Path> candidates) {
        for (Path candidate : candidates) {
            Optional<ClientConfig> config = ClientConfig.read(candidate);
            if (config.isPresent()) {
                return Optional.of(new Found(candidate, config.get()));
            }
        }
        return Optional.empty();
    }

    private static Failure nothingFound(List<Path> candidates) {
        StringBuilder tried = new StringBuilder("no runed is known here. Looked for:");
        for (Path candidate : candidates) {
            tried.append("\n  ").append(candidate);
        }
        return new Unreachable(tried.toString(),
                """
                        Start the daemon with 'runed' (or 'systemctl start runed'), try services without one with 'rune dev FILE',
                        or log in to a daemon elsewhere with 'rune login --api-server URL'.""");
    }

    /** The file that {@code config} and {@code login} write: the chosen one, else the user's own. */
    public static Path writable(Surroundings surroundings, Optional<String> config) {
        String chosen = config.orElse(surroundings.variable("RUNE_CONFIG"));
        return chosen.isEmpty() ? surroundings.ownConfig() : Path.of(chosen);
    }

    /** A context of that name, or a failure that names the ones there are. */
    public static ClientConfig.Context context(Found found, String name) {
        ClientConfig.Context context = found.config().contexts().get(name);
        if (context == null) {
            throw new Failure(ExitCode.NOT_FOUND, found.file() + " has no context '" + name + "', only "
                    + String.join(", ", found.config().contexts().keySet()));
        }
        return context;
    }
}
