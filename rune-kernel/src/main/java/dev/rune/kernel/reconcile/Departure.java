package dev.rune.kernel.reconcile;

import dev.rune.kernel.status.InstanceId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** An instance on its way out of the routes. All that changes is guarded by its door's lock. */
final class Departure {
    final InstanceId id;
    /** The first version of the routes without it. */
    final long version;
    /** How long what is under way to it may go on; empty where it is not waited for. */
    Optional<Duration> drain;
    /** What follows. */
    final Runnable then;
    /** Until when it is waited at most, once it has left. */
    Instant until = Instant.MAX;
    /** Whether it was told that it is waited for. */
    boolean told;

    Departure(InstanceId id, long version, Optional<Duration> drain, Runnable then) {
        this.id = id;
        this.version = version;
        this.drain = drain;
        this.then = then;
    }

    /** Whether it gets no new traffic any more. */
    boolean left() {
        return !until.equals(Instant.MAX);
    }
}
