package dev.rune.kernel.spec;

import dev.rune.kernel.section.Doc;
import java.util.Optional;

/**
 * The probes of a service. Status: stable since 0.1.
 *
 * @param liveness  when it fails the instance is killed and replaced
 * @param readiness when it fails the instance gets no traffic until it passes again
 */
@Doc("Without a readiness probe the liveness probe serves as both; without any an instance is ready once it has been up for one second.")
public record Health(@Doc("Failed: the instance is killed and replaced.") Optional<ProbeSpec> liveness,
        @Doc("Failed: the instance leaves the routes until it passes again; nothing is killed.") Optional<ProbeSpec> readiness) {
    /** No probes. */
    public static final Health NONE = new Health(Optional.empty(), Optional.empty());

    /** The probe that decides about readiness, where there is one. */
    public Optional<ProbeSpec> readinessOrLiveness() {
        return readiness.or(() -> liveness);
    }
}
