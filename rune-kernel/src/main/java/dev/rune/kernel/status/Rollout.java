package dev.rune.kernel.status;

import java.time.Instant;
import java.util.Objects;

/**
 * The way to the latest generation. Status: evolving since 0.1.
 *
 * @param state      whether it is there
 * @param updated    living instances of the latest template
 * @param outdated   living instances of an earlier one
 * @param startedAt  when the latest generation was accepted
 * @param reason     what began it: {@code cast}, {@code scale}, {@code stop}, {@code restart}
 * @param message    why it has not arrived, or the failure that keeps it from arriving; may be empty
 */
public record Rollout(State state, int updated, int outdated, Instant startedAt, String reason, String message) {
    /** Whether the latest generation is reached. */
    public enum State {
        /** On the way. */
        PROGRESSING,
        /** Arrived: every instance wanted is of the latest template and ready, and no other lives. */
        COMPLETE,
        /** An instance of the latest template cannot be started, crashed three times, or was not ready in its grace. */
        FAILED
    }

    public Rollout {
        Objects.requireNonNull(state);
        Objects.requireNonNull(startedAt);
        Objects.requireNonNull(reason);
        Objects.requireNonNull(message);
    }
}
