package dev.rune.kernel.spec;

import dev.rune.kernel.section.Doc;

/**
 * One key of a secret or configmap as a file. Status: stable since 0.1.
 *
 * @param key  the key
 * @param path the file's path under the mount
 */
@Doc("One key as a file.")
public record MountItem(@Doc("The key.") String key, @Doc("The file's path under `mountPath`.") String path) {
    public MountItem {
        MountPaths.requireBelow(path);
    }
}
