package dev.rune.cli.json;

/** A text that is no JSON. */
public final class JsonException extends RuntimeException {
    private static final long serialVersionUID = 1;

    JsonException(String message, int offset) {
        super(message + " at byte " + offset);
    }
}
