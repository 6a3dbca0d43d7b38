package dev.rune.kernel.spi.host;

/** Ends with {@link #close()}, after which the listener is not called any more. Status: stable since 0.1. */
public interface Subscription extends AutoCloseable {
    @Override
    void close();
}
