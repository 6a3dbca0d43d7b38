package dev.rune.kernel.status;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The way to the latest generation. Status: evolving since 0.1.
 *
 * @param state      whether the latest generation is reached
 * @param operation  what goes on, or what went on last
 * @param updated    living instances of the latest template
 * @param outdated   living instances of an earlier one
 * @param message    why it has not arrived, or the failure that keeps it from arriving; may be empty
 * @param history    the last operations that ended, newest first
 */
public record Rollout(State state, Operation operation, int updated, int outdated, String message,
        List<Operation> history) {
    /** How a service moves. */
    public enum Mode {
        /** All places at once. */
        IMMEDIATE,
        /** A few places at a time, each step healthy before the next. */
        GRADUAL,
        /** Instances are replaced a few at a time. */
        ROLLING,
        /** All instances end before the first new one starts. */
        RECREATE;

        /** The mode as people see it: {@code gradual}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Where a way has come to. */
    public enum State {
        /** On the way. */
        PROGRESSING,
        /** At rest until it is resumed: somebody said so, or it failed and its strategy says so. */
        PAUSED,
        /** Arrived: every instance wanted is of the latest template and ready, and no other lives. */
        COMPLETE,
        /** An instance of the latest template cannot be started, crashed three times, or was not ready in its grace. */
        FAILED,
        /** It failed, and the service went back to what it was before. */
        ROLLED_BACK,
        /** Ended by request before it had arrived. */
        CANCELLED,
        /** Something newer took its place. */
        SUPERSEDED;

        /** The state as people see it: {@code RolledBack}. */
        public String word() {
            StringBuilder word = new StringBuilder();
            for (String part : name().split("_", -1)) {
                word.append(part.charAt(0)).append(part.substring(1).toLowerCase(Locale.ROOT));
            }
            return word.toString();
        }
    }

    /**
     * One scale, stop, restart or cast and how it went.
     *
     * @param generation the generation that began it, which is its name
     * @param reason     what began it: {@code cast}, {@code scale}, {@code stop}, {@code restart}, {@code undo},
     *                   {@code rollback: …}
     * @param mode       how it moves
     * @param state      where it is, or how it ended
     * @param from       instances wanted before
     * @param to         instances wanted at its end
     * @param step       instances more or fewer with each step of a gradual scale; 0 for others
     * @param interval   between two steps, at least
     * @param current    of a scale, the instances wanted by the step it is at; of an update, how many have arrived
     * @param startedAt  when it was asked for
     * @param steppedAt  when its last step was opened, or when it last came closer to its end
     * @param endedAt    when it ended; empty while it goes on
     * @param message    why it failed, rests or was ended; may be empty
     * @param culprit    the instance that made it fail
     */
    public record Operation(long generation, String reason, Mode mode, State state, int from, int to, int step,
            Duration interval, int current, Instant startedAt, Instant steppedAt, Optional<Instant> endedAt,
            String message, Optional<String> culprit) {
        public Operation {
            Objects.requireNonNull(reason);
            Objects.requireNonNull(mode);
            Objects.requireNonNull(state);
            Objects.requireNonNull(interval);
            Objects.requireNonNull(startedAt);
            Objects.requireNonNull(steppedAt);
            Objects.requireNonNull(message);
        }

        /** How many steps it has: 1 but for a gradual scale. */
        public int steps() {
            return step == 0 ? 1 : Math.max(1, stepsTo(to));
        }

        /** At which of its {@link #steps} it is, from 1. */
        public int currentStep() {
            return step == 0 ? 1 : Math.max(1, stepsTo(current));
        }

        private int stepsTo(int count) {
            return Math.ceilDiv(Math.abs(count - from), step);
        }
    }

    public Rollout {
        Objects.requireNonNull(state);
        Objects.requireNonNull(operation);
        Objects.requireNonNull(message);
        history = List.copyOf(history);
    }
}
