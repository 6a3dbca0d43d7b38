package dev.rune.kernel.status;

import java.util.List;
import java.util.Objects;

/**
 * A probe of one instance. Status: stable since 0.1.
 *
 * @param instance  the instance
 * @param role      {@code liveness} or {@code readiness}
 * @param type      the probe's type word
 * @param passing   whether it counts as good
 * @param successes successes in a row
 * @param failures  failures in a row
 * @param attempts  the last ones, oldest first
 */
public record ProbeStatus(InstanceId instance, String role, String type, boolean passing, int successes, int failures,
        List<ProbeAttempt> attempts) {
    public ProbeStatus {
        Objects.requireNonNull(instance);
        Objects.requireNonNull(role);
        Objects.requireNonNull(type);
        attempts = List.copyOf(attempts);
    }
}
