package dev.rune.kernel.record;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A time as it is stored: RFC 3339 in UTC, whole milliseconds. */
public record Moment(Instant at) {
    public Moment {
        at = at.truncatedTo(ChronoUnit.MILLIS);
    }

    /** The time written as {@code text}. */
    public static Moment parse(String text) {
        return new Moment(Instant.parse(text));
    }

    @Override
    public String toString() {
        return at.toString();
    }
}
