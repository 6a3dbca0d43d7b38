package dev.rune.kernel.spec;

import java.util.Comparator;
import java.util.Objects;

/**
 * Names one secret or configmap. Status: evolving since 0.1.
 *
 * @param kind      which of the two
 * @param namespace its namespace
 * @param name      its name, unique there among those of its kind
 */
public record ContentRef(ContentKind kind, String namespace, String name) implements Comparable<ContentRef> {
    private static final Comparator<ContentRef> ORDER = Comparator.comparing(ContentRef::kind)
            .thenComparing(ContentRef::namespace).thenComparing(ContentRef::name);

    public ContentRef {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(namespace);
        Objects.requireNonNull(name);
    }

    @Override
    public int compareTo(ContentRef other) {
        return ORDER.compare(this, other);
    }

    /** {@code secret 'name'}, as in messages. */
    @Override
    public String toString() {
        return kind.word() + " '" + name + "'";
    }
}
