package dev.rune.kernel.spi.host;

import dev.rune.kernel.spi.runner.LogQuery;
import java.util.Objects;

/**
 * Which lines are wanted of which instances. Status: stable since 0.1.
 *
 * @param query    which lines; {@code tail} counts over all instances together
 * @param previous of a service, the ended predecessor in each slot instead of the instances that are there now
 */
public record LogSelection(LogQuery query, boolean previous) {
    public LogSelection {
        Objects.requireNonNull(query);
    }
}
