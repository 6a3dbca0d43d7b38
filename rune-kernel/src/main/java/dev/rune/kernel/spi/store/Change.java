package dev.rune.kernel.spi.store;

import dev.rune.kernel.section.Mapping;
import java.util.Objects;

/** A change of one object. Status: stable since 0.1. */
public sealed interface Change {
    /** The object that changes. */
    ObjectKey key();

    /**
     * The object is there afterwards with this content.
     *
     * @param key      its name
     * @param document its content
     */
    record Put(ObjectKey key, Mapping document) implements Change {
        public Put {
            Objects.requireNonNull(key);
            Objects.requireNonNull(document);
        }
    }

    /**
     * The object is not there afterwards.
     *
     * @param key its name
     */
    record Delete(ObjectKey key) implements Change {
        public Delete {
            Objects.requireNonNull(key);
        }
    }
}
