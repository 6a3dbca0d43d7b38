package dev.rune.kernel.spec;

import java.util.Comparator;
import java.util.Objects;

/**
 * Names one service. Status: stable since 0.1.
 *
 * @param namespace its namespace
 * @param name      its name, unique there
 */
public record ServiceRef(String namespace, String name) implements Comparable<ServiceRef> {
    private static final Comparator<ServiceRef> ORDER = Comparator.comparing(ServiceRef::namespace)
            .thenComparing(ServiceRef::name);

    public ServiceRef {
        Objects.requireNonNull(namespace);
        Objects.requireNonNull(name);
    }

    @Override
    public int compareTo(ServiceRef other) {
        return ORDER.compare(this, other);
    }

    /** {@code name.namespace}, as in a dependency. */
    @Override
    public String toString() {
        return name + "." + namespace;
    }
}
