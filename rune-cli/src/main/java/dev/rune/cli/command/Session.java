package dev.rune.cli.command;

import dev.rune.cli.api.Api;
import dev.rune.cli.config.Connection;
import dev.rune.cli.config.Surroundings;
import dev.rune.cli.term.Console;
import java.time.InstantSource;
import java.util.Optional;

/** What a command works with: the console, the daemon it speaks to, and where it is. Used by one thread. */
final class Session {
    private final Console console;
    private final Surroundings surroundings;
    private final InstantSource clock;
    private final Arguments arguments;
    private Connection connection;
    private Api api;

    Session(Console console, Surroundings surroundings, InstantSource clock, Arguments arguments) {
        this.console = console;
        this.surroundings = surroundings;
        this.clock = clock;
        this.arguments = arguments;
    }

    Console console() {
        return console;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    InstantSource clock() {
        return clock;
    }

    long now() {
        return clock.millis();
    }

    /** The form of the output. */
    Output output() {
        return Output.of(arguments.value(Options.OUTPUT));
    }

    Connection connection() {
        if (connection == null) {
            connection = Connection.find(surroundings, arguments.value(Options.CONFIG),
                    arguments.value(Options.API_SERVER));
        }
        return connection;
    }

    Api api() {
        if (api == null) {
            api = api(connection());
        }
        return api;
    }

    /** Another daemon's. */
    Api api(Connection other) {
        return new Api(other.server(), arguments.flag(Options.VERBOSE) ? Optional.of(console.err()) : Optional.empty());
    }

    /** The namespace that is meant. */
    String namespace() {
        Optional<String> typed = arguments.value(Options.NAMESPACE);
        return typed.isPresent() ? typed.get() : connection().namespace();
    }
}
