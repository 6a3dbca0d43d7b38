package dev.rune.plugin.docker;

import java.io.IOException;

/** The engine cannot be reached, or was lost in the middle of an answer. */
final class EngineGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EngineGoneException(String message, IOException cause) {
        super(message, cause);
    }
}
