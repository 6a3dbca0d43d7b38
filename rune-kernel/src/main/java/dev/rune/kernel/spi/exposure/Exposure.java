package dev.rune.kernel.spi.exposure;

/** Routes traffic. Called by one thread. Status: evolving since 0.1. */
public interface Exposure extends AutoCloseable {
    /**
     * Makes {@code table} the whole of what is routed, atomically: when it returns, no new request goes to an instance
     * that is not in it. Idempotent.
     */
    void apply(RouteTable table);

    @Override
    void close();
}
