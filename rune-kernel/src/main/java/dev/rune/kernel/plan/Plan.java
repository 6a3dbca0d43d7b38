package dev.rune.kernel.plan;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What to do next.
 *
 * @param steps  at most one for each instance; they may be done beside each other
 * @param wakeAt when time alone makes another look worth while
 * @param gone   whether nothing is left of a service that is to go
 */
public record Plan(List<Step> steps, Optional<Instant> wakeAt, boolean gone) {
    public Plan {
        steps = List.copyOf(steps);
    }
}
