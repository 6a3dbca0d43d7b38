package dev.rune.kernel.queue;

import dev.rune.kernel.schedule.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Runs a worker for every key that was added since the worker last began with it: one at a time for a key, keys beside
 * each other. Adds of the same key are coalesced, never lost. The idea of the dirty and the processing set is that of
 * client-go's work queue. Safe for use by many threads.
 *
 * @param <K> the key
 */
public final class WorkQueue<K> {
    private record Alarm(Instant at, Scheduler.Cancellation cancellation) {}

    private final Scheduler scheduler;
    private final Consumer<K> worker;
    private final Set<K> dirty = new HashSet<>();
    private final Set<K> processing = new HashSet<>();
    private final Map<K, Alarm> alarms = new HashMap<>();
    private boolean closed;

    /** A queue whose {@code worker} runs on {@code scheduler}; the worker must not throw. */
    public WorkQueue(Scheduler scheduler, Consumer<K> worker) {
        this.scheduler = scheduler;
        this.worker = worker;
    }

    /** The worker will run for {@code key} once more from now. */
    public synchronized void add(K key) {
        if (!closed && dirty.add(key) && !processing.contains(key)) {
            begin(key);
        }
    }

    /** The worker will run for {@code key} at {@code at} or before. */
    public synchronized void addAt(K key, Instant at) {
        Alarm pending = alarms.get(key);
        if (closed || (pending != null && !pending.at().isAfter(at))) {
            return;
        }
        if (pending != null) {
            pending.cancellation().cancel();
        }
        Duration delay = Duration.between(scheduler.clock().instant(), at);
        alarms.put(key,
                new Alarm(at, scheduler.schedule(delay.isNegative() ? Duration.ZERO : delay, () -> ring(key, at))));
    }

    /** The worker begins with no further key. */
    public synchronized void close() {
        closed = true;
        alarms.values().forEach(alarm -> alarm.cancellation().cancel());
        alarms.clear();
    }

    private synchronized void ring(K key, Instant at) {
        Alarm alarm = alarms.get(key);
        if (alarm != null && alarm.at().equals(at)) {
            alarms.remove(key);
        }
        add(key);
    }

    private void process(K key) {
        synchronized (this) {
            if (closed || !dirty.remove(key)) {
                return;
            }
            processing.add(key);
        }
        try {
            worker.accept(key);
        } finally {
            synchronized (this) {
                processing.remove(key);
                if (!closed && dirty.contains(key)) {
                    begin(key);
                }
            }
        }
    }

    /** Where there is no thread for it, the caller is told, and the key can be added again. */
    private void begin(K key) {
        boolean begun = false;
        try {
            scheduler.execute(() -> process(key));
            begun = true;
        } finally {
            if (!begun) {
                dirty.remove(key);
            }
        }
    }
}
