package dev.rune.kernel.status;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One instance, or a slot that waits for its next one. Status: stable since 0.1.
 *
 * @param id            its id; for a slot that waits, the id its next instance will have
 * @param state         where it is in its life
 * @param ready         whether it may get traffic
 * @param slot          its place in the service, from 0
 * @param generation    the service's generation it was started for
 * @param current       whether it is made of the service's latest template
 * @param pid           its main process on this host
 * @param containerId   its container
 * @param endpoints     where it can be reached
 * @param node          this machine's name
 * @param restartCount  how often its slot was restarted after a crash
 * @param exit          how it ended
 * @param lastFailure   why the slot's last instance failed or could not be started; empty where none did
 * @param nextAttemptAt when the slot is started again
 * @param startedAt     when it was started
 * @param finishedAt    when it ended
 * @param stale         whether it runs with an earlier version of a secret or configmap than there is now
 * @param message       what a person should know now, such as what it waits for; may be empty
 */
public record InstanceStatus(InstanceId id, InstanceState state, boolean ready, int slot, long generation,
        boolean current,
        OptionalLong pid, Optional<String> containerId, List<Endpoint> endpoints, String node, int restartCount,
        Optional<Exit> exit, String lastFailure, Optional<Instant> nextAttemptAt, Optional<Instant> startedAt,
        Optional<Instant> finishedAt, boolean stale, String message) {
    public InstanceStatus {
        Objects.requireNonNull(id);
        Objects.requireNonNull(state);
        endpoints = List.copyOf(endpoints);
        Objects.requireNonNull(lastFailure);
        Objects.requireNonNull(message);
    }
}
