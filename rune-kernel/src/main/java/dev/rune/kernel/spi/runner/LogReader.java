package dev.rune.kernel.spi.runner;

import java.util.Optional;

/** Reads lines in the order of their time. Used by one thread at a time; {@link #close()} may come from another,
 * also while {@link #next()} waits. Status: stable since 0.1. */
public interface LogReader extends AutoCloseable {
    /**
     * The next line; blocks while following and there is none yet.
     *
     * @return empty at the end, and after {@link #close()}
     */
    Optional<LogLine> next() throws InterruptedException;

    @Override
    void close();
}
