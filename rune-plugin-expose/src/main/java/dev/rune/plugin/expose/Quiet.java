package dev.rune.plugin.expose;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what ends by itself. */
final class Quiet {
    private static final long LOOK_NANOS = Duration.ofMillis(5).toNanos();

    private Quiet() {}

    /** Returns once {@code quiet} holds, {@code longest} nanoseconds are over, or the thread is interrupted. */
    static void await(long longest, BooleanSupplier quiet) {
        long began = System.nanoTime();
        while (!quiet.getAsBoolean() && System.nanoTime() - began < longest
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
