package dev.rune.daemon.http;

/**
 * A request that is wrong in itself, whatever it asks for: a parameter that cannot be read, a body that is too large. The
 * message is for the client.
 */
final class RequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String detail;

    /** Answered with {@code status}, which is 4xx, and {@code message}. */
    RequestException(int status, String message) {
        super(message);
        this.status = status;
        this.detail = message;
    }

    /** The HTTP status to answer with. */
    int status() {
        return status;
    }

    /** The message. */
    String detail() {
        return detail;
    }
}
