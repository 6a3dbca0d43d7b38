package dev.rune.kernel.spi.host;

import dev.rune.kernel.section.Node;
import java.util.Locale;
import java.util.Objects;

/**
 * One object of a castfile, not yet checked. Status: stable since 0.1.
 *
 * @param kind what it is
 * @param body what stands under its key
 */
public record CastDocument(Kind kind, Node body) {
    /** The objects a castfile may hold, in the order in which they are applied. */
    public enum Kind {
        /** {@code namespace:}. */
        NAMESPACE,
        /** {@code configmap:}. */
        CONFIGMAP,
        /** {@code secret:}. */
        SECRET,
        /** {@code service:}. */
        SERVICE;

        /** The key of one such object: {@code service}; with an {@code s}, that of a list. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public CastDocument {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(body);
    }

    /** Never what stands in it: that may be secret. */
    @Override
    public String toString() {
        return "CastDocument[" + kind.word() + " at " + body.position() + "]";
    }
}
