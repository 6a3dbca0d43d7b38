package dev.rune.kernel.spec;

import dev.rune.kernel.section.Doc;
import dev.rune.kernel.section.Key;
import java.util.List;
import java.util.Optional;

/**
 * A configmap's keys as files. Status: stable since 0.1.
 *
 * @param name       the mount's name
 * @param configName the configmap; {@code name} where it is not said
 * @param mountPath  the directory the files appear in
 * @param items      the keys wanted; all where none is named
 */
@Doc("A configmap's keys as files in a directory.")
public record ConfigMount(@Doc("The mount's name.") Label name,
        @Doc("The configmap's name; the mount's by default.") @Key(value = "configName", aliases = "configmapName") Optional<Label> configName,
        @Doc("The directory the files appear in.") String mountPath,
        @Doc("The keys wanted; default all.") List<MountItem> items) {
    public ConfigMount {
        MountPaths.requireDirectory(mountPath);
        items = List.copyOf(items);
        MountPaths.requireDistinct(items);
    }
}
