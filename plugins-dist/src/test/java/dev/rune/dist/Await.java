package dev.rune.dist;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for what comes by itself. The only place of these tests that lets time pass. */
final class Await {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private Await() {}

    /** Looks again and again until {@code wanted} holds of what is seen, and returns that. */
    static <T> T until(String what, Supplier<T> look, Predicate<T> wanted) {
        var end = System.nanoTime() + LONG.toNanos();
        while (true) {
            var seen = look.get();
            if (wanted.test(seen)) {
                return seen;
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("waited " + LONG.toSeconds() + " s for " + what + "; last seen: " + seen);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    static void that(String what, Supplier<Boolean> look) {
        until(what, look, seen -> seen);
    }
}
