package dev.rune.kernel.spi.host;

/**
 * What a request did to a service's generation. Status: stable since 0.1.
 *
 * @param before the generation before
 * @param after  the generation now; the same where nothing changed
 */
public record Generations(long before, long after) {
    /** Whether anything changed. */
    public boolean changed() {
        return before != after;
    }
}
