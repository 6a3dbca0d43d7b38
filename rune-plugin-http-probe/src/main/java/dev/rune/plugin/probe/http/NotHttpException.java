package dev.rune.plugin.probe.http;

import java.io.IOException;

/** The server answered something that is not HTTP, or nothing. */
final class NotHttpException extends IOException {
    private static final long serialVersionUID = 1L;

    NotHttpException(String message) {
        super(message);
    }
}
