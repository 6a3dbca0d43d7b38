package dev.rune.testkit;

import java.time.Duration;

/** Lets the calling thread wait, on whatever clock its world has. */
@FunctionalInterface
public interface Pause {
    /** Returns when {@code time} has passed. */
    void pause(Duration time) throws InterruptedException;
}
