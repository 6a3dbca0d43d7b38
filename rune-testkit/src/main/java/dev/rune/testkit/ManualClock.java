package dev.rune.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until somebody moves it. Written by whoever moves it, read by anybody. */
public final class ManualClock implements InstantSource {
    /** Where a manual clock begins: a time that no test has a reason to know. */
    public static final Instant BEGINNING = Instant.parse("2026-01-05T09:00:00Z");

    private volatile Instant now = BEGINNING;

    @Override
    public Instant instant() {
        return now;
    }

    /**
     * Moves the clock to {@code time}.
     *
     * @throws IllegalArgumentException when that is in the past
     */
    public void moveTo(Instant time) {
        if (time.isBefore(now)) {
            throw new IllegalArgumentException("time does not run backwards, from " + now + " to " + time);
        }
        now = time;
    }

    /** Moves the clock by {@code time}. */
    public void move(Duration time) {
        moveTo(now.plus(time));
    }
}
