package dev.rune.kernel.status;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * One attempt of a probe. Status: stable since 0.1.
 *
 * @param at      when it began
 * @param verdict what came of it: {@code healthy}, {@code unhealthy} or {@code inconclusive}
 * @param latency how long it took
 * @param message what the instance answered, or why it did not; may be empty
 */
public record ProbeAttempt(Instant at, String verdict, Duration latency, String message) {
    public ProbeAttempt {
        Objects.requireNonNull(at);
        Objects.requireNonNull(verdict);
        Objects.requireNonNull(latency);
        Objects.requireNonNull(message);
    }
}
