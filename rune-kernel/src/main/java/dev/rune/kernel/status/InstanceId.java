package dev.rune.kernel.status;

import dev.rune.kernel.spec.ServiceRef;
import java.util.Comparator;
import java.util.Objects;

/**
 * Names one instance for ever: ids are not used again. Status: stable since 0.1.
 *
 * @param namespace the service's namespace
 * @param name      {@code <service>-<suffix>}, unique in the namespace
 */
public record InstanceId(String namespace, String name) implements Comparable<InstanceId> {
    private static final Comparator<InstanceId> ORDER = Comparator.comparing(InstanceId::namespace)
            .thenComparing(InstanceId::name);

    public InstanceId {
        Objects.requireNonNull(namespace);
        Objects.requireNonNull(name);
    }

    /** The service it belongs to. */
    public ServiceRef service() {
        return new ServiceRef(namespace, name.substring(0, name.lastIndexOf('-')));
    }

    @Override
    public int compareTo(InstanceId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
