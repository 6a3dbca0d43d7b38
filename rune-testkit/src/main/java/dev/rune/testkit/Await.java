package dev.rune.testkit;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waits for a condition with a deadline: the one place where tests against real things sleep. Nothing is said about how
 * long the condition takes; the deadline only keeps a broken program from hanging the suite.
 */
public final class Await {
    private static final long LONGEST_PAUSE_MILLIS = 20;

    private Await() {}

    /**
     * Returns once {@code condition} holds.
     *
     * @param what     the condition as a sentence, for the failure's message
     * @param patience the deadline
     * @throws AssertionError when it still does not hold at the deadline
     */
    public static void until(String what, Duration patience, BooleanSupplier condition) {
        value(what, patience, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    /**
     * Returns what {@code source} gives once it gives something.
     *
     * @param what     what is waited for, for the failure's message
     * @param patience the deadline
     * @throws AssertionError when there is still nothing at the deadline
     */
    public static <T> T value(String what, Duration patience, Supplier<Optional<T>> source) {
        long deadline = System.nanoTime() + patience.toNanos();
        long pause = 1;
        while (true) {
            Optional<T> value = source.get();
            if (value.isPresent()) {
                return value.get();
            }
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("after " + patience.toMillis() + " ms still not: " + what);
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for: " + what, stopped);
            }
            pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
        }
    }
}
