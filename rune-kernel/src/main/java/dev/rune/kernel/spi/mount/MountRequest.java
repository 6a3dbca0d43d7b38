package dev.rune.kernel.spi.mount;

import dev.rune.kernel.spec.MountItem;
import dev.rune.kernel.spec.OpaqueBytes;
import dev.rune.kernel.spi.runner.FileOwner;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A mount of an instance. Status: evolving since 0.1.
 *
 * @param namespace the service's namespace
 * @param name      the mount's name
 * @param source    the secret's or configmap's name; the mount's own where it is of another type
 * @param mountPath where the instance sees the files
 * @param items     the keys wanted; all where empty
 * @param files     what Rune keeps under {@code source}, nothing where the mount is of another type; by the path below {@code mountPath}, which is relative, has no
 *                  {@code ..} and names no file that another is below; {@code items} is applied already
 * @param owner     whom the files shall belong to; empty for the daemon's user
 * @param section   what the castfile says, bound to the record of the provider; empty for a secret or a configmap
 */
public record MountRequest(String namespace, String name, String source, String mountPath, List<MountItem> items,
        Map<String, OpaqueBytes> files, Optional<FileOwner> owner, Optional<Record> section) {
    public MountRequest {
        Objects.requireNonNull(namespace);
        Objects.requireNonNull(name);
        Objects.requireNonNull(source);
        Objects.requireNonNull(mountPath);
        items = List.copyOf(items);
        files = Map.copyOf(files);
        Objects.requireNonNull(owner);
        Objects.requireNonNull(section);
    }
}
