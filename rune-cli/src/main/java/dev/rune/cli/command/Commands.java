package dev.rune.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The commands by their words. Only the one that was typed is made. */
final class Commands {
    /** In the order of the help. */
    private static final List<String> NAMES = List.of("cast", "get", "version");

    private Commands() {}

    static List<String> names() {
        return NAMES;
    }

    static List<Command> all() {
        List<Command> all = new ArrayList<>();
        for (String name : NAMES) {
            all.add(named(name).orElseThrow());
        }
        return all;
    }

    /** The command of that word, which may be an alias. */
    static Optional<Command> named(String word) {
        return Optional.ofNullable(switch (word) {
            case "cast", "apply" -> new CastCommand();
            case "get" -> new GetCommand();
            case "version" -> new VersionCommand();
            default -> null;
        });
    }
}
