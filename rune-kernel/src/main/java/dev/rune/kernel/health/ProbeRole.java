package dev.rune.kernel.health;

import java.util.Locale;

/** What a probe decides about. */
enum ProbeRole {
    /** Whether the instance is killed and replaced. */
    LIVENESS,
    /** Whether it gets traffic. */
    READINESS,
    /** Both: a liveness probe where there is no readiness probe. */
    BOTH;

    boolean decidesReadiness() {
        return this != LIVENESS;
    }

    boolean decidesLiveness() {
        return this != READINESS;
    }

    String word() {
        return this == READINESS ? "readiness" : LIVENESS.name().toLowerCase(Locale.ROOT);
    }
}
