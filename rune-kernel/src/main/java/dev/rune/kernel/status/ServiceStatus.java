package dev.rune.kernel.status;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What is the case with a service. Status: stable since 0.1.
 *
 * @param desiredReplicas    how many instances are wanted
 * @param readyReplicas      how many pass readiness
 * @param currentReplicas    how many exist, ready or not
 * @param lastScaleAt        when the scale last changed
 * @param lastScaleReason    what changed it: {@code cast}, {@code scale}, {@code stop}, {@code restart}, …
 * @param phase              the state in one word
 * @param reason             one word in CamelCase for programs, such as {@code Completed}, {@code CrashLoop}; may be empty
 * @param message            why it is so, for a person; may be empty
 * @param generation         the latest accepted
 * @param observedGeneration the latest acted upon
 * @param rollout            the way to the latest generation
 * @param conditions         what holds and what does not
 * @param instances          the living and the waiting by slot, then the ended, newest first
 */
public record ServiceStatus(int desiredReplicas, int readyReplicas, int currentReplicas, Instant lastScaleAt,
        String lastScaleReason, ServicePhase phase, String reason, String message, long generation,
        long observedGeneration, Rollout rollout, List<Condition> conditions, List<InstanceStatus> instances) {
    public ServiceStatus {
        Objects.requireNonNull(lastScaleAt);
        Objects.requireNonNull(lastScaleReason);
        Objects.requireNonNull(phase);
        Objects.requireNonNull(reason);
        Objects.requireNonNull(message);
        Objects.requireNonNull(rollout);
        conditions = List.copyOf(conditions);
        instances = List.copyOf(instances);
    }
}
