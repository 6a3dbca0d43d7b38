package dev.rune.kernel.content;

import dev.rune.kernel.spec.ContentRef;
import java.util.Optional;

/**
 * One place of a service that needs a secret or configmap.
 *
 * @param ref    what it needs
 * @param key    the key; empty where it is all of them, or only that the object is there
 * @param use    what becomes of the values
 * @param prefix put before the name of a variable; empty for none
 * @param path   the field, from the service downwards
 */
public record Reference(ContentRef ref, Optional<String> key, Use use, String prefix, String path) {
    /** What becomes of values. */
    public enum Use {
        /** Part of a variable's text. */
        TEXT,
        /** Every key becomes a variable. */
        VARIABLES,
        /** Files. */
        FILES,
        /** Nothing: it only must be there. */
        PRESENCE
    }
}
