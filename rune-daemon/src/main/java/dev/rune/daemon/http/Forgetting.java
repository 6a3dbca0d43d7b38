package dev.rune.daemon.http;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Has what was opened of secrets leave the heap soon after one is gone. Nothing refers to it any more by then, but a
 * daemon with little to do may not collect its garbage for hours. Safe for use by many threads.
 */
final class Forgetting {
    /** Changes come in flocks; one collection does for all of this time. At most twice as long lives a value. */
    static final Duration PAUSE = Duration.ofSeconds(10);

    private final Runnable pause;
    private final Runnable collector;
    /** Changes that were not followed by a whole pause and a collection; a thread runs while there are any. */
    private final AtomicInteger changes = new AtomicInteger();

    Forgetting() {
        this(Forgetting::pause, System::gc);
    }

    /** Pauses otherwise, and calls {@code collector} instead. */
    Forgetting(Runnable pause, Runnable collector) {
        this.pause = pause;
        this.collector = collector;
    }

    /** A secret was deleted or replaced. */
    void soon() {
        if (changes.getAndIncrement() == 0) {
            Thread.ofVirtual().name("forgetting").start(this::forget);
        }
    }

    private void forget() {
        int seen;
        do {
            seen = changes.get();
            pause.run();
            collector.run();
        } while (!changes.compareAndSet(seen, 0));
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException impossible) {
            // Nobody has this thread to interrupt it.
            Thread.currentThread().interrupt();
        }
    }
}
