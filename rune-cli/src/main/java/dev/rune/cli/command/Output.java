package dev.rune.cli.command;

import dev.rune.cli.exit.Failure;
import dev.rune.cli.json.Json;
import dev.rune.cli.json.JsonWriter;
import dev.rune.cli.json.YamlWriter;
import dev.rune.cli.term.Nearest;
import java.util.Optional;

/** The forms in which data is printed. */
enum Output {
    TABLE, WIDE, JSON, YAML, NAME;

    /** The form that was asked for, a table where none was. */
    static Output of(Optional<String> word) {
        if (word.isEmpty()) {
            return TABLE;
        }
        return switch (word.get()) {
            case "table" -> TABLE;
            case "wide" -> WIDE;
            case "json" -> JSON;
            case "yaml" -> YAML;
            case "name" -> NAME;
            default -> throw Failure.usage("-o '" + word.get() + "' is not one of table, wide, json, yaml, name"
                    + Nearest.hint(word.get(), "table", "wide", "json", "yaml", "name"));
        };
    }

    /** Whether it is made for people. */
    boolean isTable() {
        return this == TABLE || this == WIDE;
    }

    /** {@code json} in this form, which is JSON or YAML, with a line end at its end. */
    String document(Json json) {
        return this == YAML ? YamlWriter.write(json) : JsonWriter.pretty(json) + "\n";
    }
}
