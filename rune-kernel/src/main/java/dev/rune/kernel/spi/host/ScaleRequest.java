package dev.rune.kernel.spi.host;

import dev.rune.kernel.status.Rollout;
import java.time.Duration;
import java.util.Objects;

/**
 * How many instances are wanted, and how to get there. Status: evolving since 0.1.
 *
 * @param replicas       instances wanted; 0 stops the service and keeps its spec
 * @param mode           {@link Rollout.Mode#IMMEDIATE} or {@link Rollout.Mode#GRADUAL}
 * @param step           instances more or fewer with each step; at least 1; gradual only
 * @param interval       between two steps, at least; gradual only
 * @param rollbackOnFail go back to the scale before when a step fails; otherwise go on whatever fails
 */
public record ScaleRequest(int replicas, Rollout.Mode mode, int step, Duration interval, boolean rollbackOnFail) {
    /** Instances with each step where nothing is said. */
    public static final int DEFAULT_STEP = 1;
    /** Between two steps where nothing is said. */
    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(30);

    public ScaleRequest {
        Objects.requireNonNull(mode);
        Objects.requireNonNull(interval);
    }

    /** All at once, and back on failure. */
    public static ScaleRequest immediate(int replicas) {
        return new ScaleRequest(replicas, Rollout.Mode.IMMEDIATE, DEFAULT_STEP, DEFAULT_INTERVAL, true);
    }

    /** A few at a time, and back on failure. */
    public static ScaleRequest gradual(int replicas, int step, Duration interval) {
        return new ScaleRequest(replicas, Rollout.Mode.GRADUAL, step, interval, true);
    }

    /** The same, going on whatever fails. */
    public ScaleRequest pinned() {
        return new ScaleRequest(replicas, mode, step, interval, false);
    }
}
