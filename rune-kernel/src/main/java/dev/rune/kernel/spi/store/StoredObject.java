package dev.rune.kernel.spi.store;

import dev.rune.kernel.section.Mapping;
import java.util.Objects;

/**
 * An object as it is stored. Status: stable since 0.1.
 *
 * @param key      its name
 * @param document its content; scalars keep their kind and text, mappings the order of their keys
 */
public record StoredObject(ObjectKey key, Mapping document) {
    public StoredObject {
        Objects.requireNonNull(key);
        Objects.requireNonNull(document);
    }
}
