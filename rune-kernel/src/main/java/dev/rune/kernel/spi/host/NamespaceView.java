package dev.rune.kernel.spi.host;

import java.time.Instant;
import java.util.Objects;

/**
 * A namespace. Status: stable since 0.1.
 *
 * @param name      its name
 * @param services  how many services live in it
 * @param createdAt when it was made
 */
public record NamespaceView(String name, int services, Instant createdAt) {
    public NamespaceView {
        Objects.requireNonNull(name);
        Objects.requireNonNull(createdAt);
    }
}
