package dev.rune.plugin.expose;

import dev.rune.kernel.status.InstanceId;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An instance as the door knows it, from when it first may get traffic until the last of it has ended. Used by all event
 * loops and by whoever applies tables.
 */
final class Target {
    /** How long an instance that cannot be reached gets nothing, at first and at most. */
    private static final long REST_NANOS = Duration.ofMillis(250).toNanos();
    private static final long LONGEST_REST_NANOS = Duration.ofSeconds(5).toNanos();

    private final InstanceId instance;
    private final InetSocketAddress address;
    private final AtomicInteger inFlight = new AtomicInteger();
    /** How often it was retired. */
    private final AtomicInteger departures = new AtomicInteger();
    /** What would never end by itself. */
    private final Set<Lasting> lasting = ConcurrentHashMap.newKeySet();
    /** Written by whoever applies tables. */
    private volatile boolean admitted = true;
    private volatile boolean drained;
    /** Written by any loop that cannot reach it; that one of two such writes is lost does no harm. */
    private volatile long restsUntil;
    private volatile long rest;

    Target(InstanceId instance, InetSocketAddress address) {
        this.instance = instance;
        this.address = address;
        restsUntil = System.nanoTime();
    }

    InstanceId instance() {
        return instance;
    }

    InetSocketAddress address() {
        return address;
    }

    int inFlight() {
        return inFlight.get();
    }

    boolean admitted() {
        return admitted;
    }

    /**
     * Begins something, unless it was retired. It is counted before it is looked whether it may be: so whoever retires
     * it and then sees a count of nought knows that nothing more will come.
     */
    boolean enter() {
        inFlight.incrementAndGet();
        if (admitted) {
            return true;
        }
        inFlight.decrementAndGet();
        return false;
    }

    /** What was begun by {@link #enter} has ended. */
    void leave() {
        inFlight.decrementAndGet();
    }

    /** From here on nothing is begun. */
    void retire() {
        departures.incrementAndGet();
        admitted = false;
    }

    /** It is back in the table. */
    void admit() {
        drained = false;
        admitted = true;
    }

    /** Ends what would go on for ever, from when it is run on; unless it came back after it was retired this time. */
    Runnable drain() {
        int departure = departures.get();
        return () -> {
            if (!admitted && departures.get() == departure) {
                drained = true;
                lasting.forEach(Lasting::end);
            }
        };
    }

    /** Ends what would go on for ever, now and from now on. */
    void end() {
        drained = true;
        lasting.forEach(Lasting::end);
    }

    /** {@code stream} goes on until it is ended. */
    void holds(Lasting stream) {
        lasting.add(stream);
        if (drained) {
            stream.end();
        }
    }

    void releases(Lasting stream) {
        lasting.remove(stream);
    }

    /** Whether it could be reached when it was last tried, or that is long enough ago. */
    boolean rested() {
        return rest == 0 || System.nanoTime() - restsUntil >= 0;
    }

    void unreachable() {
        long next = rest == 0 ? REST_NANOS : Math.min(2 * rest, LONGEST_REST_NANOS);
        rest = next;
        restsUntil = System.nanoTime() + next;
    }

    void reached() {
        if (rest != 0) {
            rest = 0;
        }
    }
}
