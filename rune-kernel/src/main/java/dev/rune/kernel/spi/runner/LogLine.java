package dev.rune.kernel.spi.runner;

import dev.rune.kernel.status.InstanceId;
import java.time.Instant;
import java.util.Objects;

/**
 * One line an instance wrote. Status: stable since 0.1.
 *
 * @param at       when it was written, as exactly as the runner knows
 * @param instance who wrote it
 * @param stream   where to
 * @param text     the line without its end
 */
public record LogLine(Instant at, InstanceId instance, Stream stream, String text) {
    /** Where an instance writes to. */
    public enum Stream {
        /** Standard output. */
        STDOUT,
        /** Standard error. */
        STDERR
    }

    public LogLine {
        Objects.requireNonNull(at);
        Objects.requireNonNull(instance);
        Objects.requireNonNull(stream);
        Objects.requireNonNull(text);
    }
}
