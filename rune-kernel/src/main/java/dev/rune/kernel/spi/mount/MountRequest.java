package dev.rune.kernel.spi.mount;

import dev.rune.kernel.spec.MountItem;
import java.util.List;
import java.util.Objects;

/**
 * A mount of a service. Status: evolving since 0.1.
 *
 * @param namespace the service's namespace
 * @param name      the mount's name
 * @param source    the secret's or configmap's name
 * @param mountPath where the instance sees the files
 * @param items     the keys wanted; all where empty
 */
public record MountRequest(String namespace, String name, String source, String mountPath, List<MountItem> items) {
    public MountRequest {
        Objects.requireNonNull(namespace);
        Objects.requireNonNull(name);
        Objects.requireNonNull(source);
        Objects.requireNonNull(mountPath);
        items = List.copyOf(items);
    }
}
