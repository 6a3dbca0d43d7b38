package dev.rune.kernel.section;

import java.util.Objects;
import java.util.Optional;

/**
 * One fault of an input text, at the place where it stands. Status: stable since 0.1.
 *
 * @param position where: the key for an unknown or duplicate key, the value for a bad one
 * @param path     the field's path for a reader, such as {@code service.ports[0].port}; empty at the top
 * @param message  what is wrong, with the wrong value and what was allowed
 * @param nearest  the known word that was probably meant
 */
public record Finding(Position position, String path, String message, Optional<String> nearest) {
    public Finding {
        Objects.requireNonNull(position);
        Objects.requireNonNull(path);
        Objects.requireNonNull(message);
        Objects.requireNonNull(nearest);
    }

    /** A finding without a suggestion. */
    public static Finding of(Position position, String path, String message) {
        return new Finding(position, path, message, Optional.empty());
    }

    /** {@code file:line:column: message}, followed by the nearest word where there is one. */
    @Override
    public String toString() {
        return position + ": " + message + nearest.map(word -> "; did you mean '" + word + "'?").orElse("");
    }
}
