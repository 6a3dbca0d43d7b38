package dev.rune.kernel.status;

import java.time.Instant;
import java.util.Objects;

/**
 * Something that happened. Status: stable since 0.1.
 *
 * @param sequence  grows by one with each event of this daemon run
 * @param at        when
 * @param severity  how much it matters
 * @param namespace the namespace it belongs to; empty for the daemon's own
 * @param object    what it happened to: {@code service/api}, {@code instance/api-x1}, {@code plugin/docker}
 * @param reason    one word in CamelCase for programs
 * @param message   a sentence for people; never a secret
 */
public record Event(long sequence, Instant at, Severity severity, String namespace, String object, String reason,
        String message) {
    /** How much an event matters. */
    public enum Severity {
        /** As expected. */
        NORMAL,
        /** Somebody should look. */
        WARNING
    }

    public Event {
        Objects.requireNonNull(at);
        Objects.requireNonNull(severity);
        Objects.requireNonNull(namespace);
        Objects.requireNonNull(object);
        Objects.requireNonNull(reason);
        Objects.requireNonNull(message);
    }
}
