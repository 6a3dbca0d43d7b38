package dev.rune.kernel.spi.runner;

import dev.rune.kernel.status.Endpoint;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An instance as its runner sees it. Status: stable since 0.1.
 *
 * @param id          its id
 * @param labels      what it was started with
 * @param state       whether it lives
 * @param pid         its main process on this host
 * @param containerId its container
 * @param endpoints   where it can be reached from this host
 * @param startedAt   when it was started
 * @param finishedAt  when it ended; present exactly when it has
 * @param exit        how it ended; present exactly when it has
 * @param outside     what a hand other than Rune's did to it, in a sentence that goes on from its name; an end of such a
 *                    cause counts against nobody
 */
public record ObservedInstance(InstanceId id, InstanceLabels labels, State state, OptionalLong pid,
        Optional<String> containerId, List<Endpoint> endpoints, Instant startedAt, Optional<Instant> finishedAt,
        Optional<Exit> exit, Optional<String> outside) {
    /** Whether an instance lives. */
    public enum State {
        /** Prepared or being started. */
        STARTING,
        /** Its main process runs. */
        RUNNING,
        /** Its main process has ended; its logs are still there. */
        ENDED
    }

    public ObservedInstance {
        Objects.requireNonNull(id);
        Objects.requireNonNull(labels);
        Objects.requireNonNull(state);
        Objects.requireNonNull(pid);
        Objects.requireNonNull(containerId);
        endpoints = List.copyOf(endpoints);
        Objects.requireNonNull(startedAt);
        Objects.requireNonNull(outside);
        if (finishedAt.isPresent() != (state == State.ENDED) || exit.isPresent() != (state == State.ENDED)) {
            throw new IllegalArgumentException(id + " has an end exactly when it has ended");
        }
    }

    /** An instance that nobody but Rune has touched, as far as is known. */
    public ObservedInstance(InstanceId id, InstanceLabels labels, State state, OptionalLong pid,
            Optional<String> containerId, List<Endpoint> endpoints, Instant startedAt, Optional<Instant> finishedAt,
            Optional<Exit> exit) {
        this(id, labels, state, pid, containerId, endpoints, startedAt, finishedAt, exit, Optional.empty());
    }

    /** Whether it has not ended. */
    public boolean alive() {
        return state != State.ENDED;
    }
}
