package dev.rune.kernel.record;

import java.time.Duration;

/**
 * How a scale is carried out.
 *
 * @param step     instances more or fewer with each step; 0 for all at once
 * @param interval between two steps, at least
 * @param rollback whether to go back to the scale before when a step fails
 */
public record Scaling(int step, Duration interval, boolean rollback) {
    /** All at once, and back on failure. */
    public static final Scaling IMMEDIATE = new Scaling(0, Duration.ZERO, true);
    /** All at once, and never back. */
    public static final Scaling PINNED = new Scaling(0, Duration.ZERO, false);
}
