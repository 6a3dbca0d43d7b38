package dev.rune.kernel.spi.host;

import java.util.Objects;

/**
 * How a cast is to be done. Status: stable since 0.1.
 *
 * @param namespace       for objects that name none
 * @param dryRun          say what would happen and change nothing
 * @param createNamespace make a namespace that is missing
 */
public record CastOptions(String namespace, boolean dryRun, boolean createNamespace) {
    public CastOptions {
        Objects.requireNonNull(namespace);
    }
}
