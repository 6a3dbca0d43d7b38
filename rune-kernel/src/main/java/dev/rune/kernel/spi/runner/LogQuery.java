package dev.rune.kernel.spi.runner;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which lines of an instance's output are wanted. Status: stable since 0.1.
 *
 * @param tail   only so many of the last lines written before now; all where empty
 * @param since  only lines written at this time or later
 * @param until  only lines written before this time
 * @param follow go on with the lines written from now on, until the instance has ended
 */
public record LogQuery(OptionalInt tail, Optional<Instant> since, Optional<Instant> until, boolean follow) {
    public LogQuery {
        Objects.requireNonNull(tail);
        Objects.requireNonNull(since);
        Objects.requireNonNull(until);
    }

    /** The last {@code lines} lines. */
    public static LogQuery last(int lines) {
        return new LogQuery(OptionalInt.of(lines), Optional.empty(), Optional.empty(), false);
    }

    /** All that is there. */
    public static LogQuery all() {
        return new LogQuery(OptionalInt.empty(), Optional.empty(), Optional.empty(), false);
    }
}
