package dev.rune.kernel.schedule;

import java.time.Duration;
import java.time.InstantSource;

/**
 * Time and threads as the kernel sees them. In production the system's; in tests a manual clock that runs everything in
 * one thread.
 */
public interface Scheduler extends AutoCloseable {
    /** Undoes a {@link #schedule} that has not run. */
    @FunctionalInterface
    interface Cancellation {
        /** The task does not begin any more; one that has begun goes on. */
        void cancel();
    }

    /** What time it is. */
    InstantSource clock();

    /** Runs {@code task} once {@code delay} has passed, as {@link #execute} would. */
    Cancellation schedule(Duration delay, Runnable task);

    /** Runs {@code task} soon, beside others; it may block. */
    void execute(Runnable task);

    /** Runs nothing any more. */
    @Override
    void close();
}
