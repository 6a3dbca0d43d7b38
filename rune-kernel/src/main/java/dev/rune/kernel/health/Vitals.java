package dev.rune.kernel.health;

import dev.rune.kernel.plan.Readiness;
import java.time.Instant;
import java.util.Optional;

/**
 * How well an instance is.
 *
 * @param readiness  whether it may get traffic
 * @param readyOnce  whether it ever was ready, as far as this daemon has seen
 * @param failing    whether it is past its failure threshold, the start grace over
 * @param condemned  why it must be replaced; empty where it need not
 * @param message    the last answer of the probe that decides, or why it is not ready; may be empty
 * @param decidedAt  when time alone will change this
 */
public record Vitals(Readiness readiness, boolean readyOnce, boolean failing, Optional<String> condemned,
        String message,
        Optional<Instant> decidedAt) {}
