package dev.rune.kernel.spi.store;

import java.util.Objects;

/**
 * Names a stored object. Status: stable since 0.1.
 *
 * @param kind      what it is: {@code service}, {@code namespace}, …
 * @param namespace where it lives; empty for what lives in none
 * @param name      its name
 */
public record ObjectKey(String kind, String namespace, String name) {
    public ObjectKey {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(namespace);
        Objects.requireNonNull(name);
    }
}
