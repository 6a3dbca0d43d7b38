package dev.rune.kernel.spi.probe;

import java.time.Duration;

/**
 * Asks instances. Called on threads of the plugin's own, from many at once. Status: stable since 0.1.
 */
public interface Probe extends AutoCloseable {
    /**
     * Asks {@code target} once. Blocks at most {@code timeout}; when that passes the attempt counts as unhealthy, and
     * the thread is interrupted soon after. Whatever is thrown counts as {@link Verdict.Inconclusive}.
     *
     * @param target  whom
     * @param section an instance of the record of {@link ProbeProvider#section()}
     * @param timeout how long the attempt may take
     */
    Verdict attempt(ProbeTarget target, Record section, Duration timeout);

    @Override
    void close();
}
