package dev.rune.daemon.http;

import java.util.Objects;

/**
 * A castfile as it came.
 *
 * @param name the name that positions carry
 * @param text its text
 */
public record CastText(String name, String text) {
    public CastText {
        Objects.requireNonNull(name);
        Objects.requireNonNull(text);
    }
}
