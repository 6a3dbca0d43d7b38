package dev.rune.kernel.spec;

import dev.rune.kernel.section.Doc;
import java.util.List;
import java.util.Optional;

/**
 * A secret's keys as files. Status: stable since 0.1.
 *
 * @param name       the mount's name
 * @param secretName the secret; {@code name} where it is not said
 * @param mountPath  the directory the files appear in
 * @param items      the keys wanted; all where none is named
 */
@Doc("A secret's keys as files in a directory.")
public record SecretMount(@Doc("The mount's name.") Label name,
        @Doc("The secret's name; the mount's by default.") Optional<Label> secretName,
        @Doc("The directory the files appear in.") String mountPath,
        @Doc("The keys wanted; default all.") List<MountItem> items) {
    public SecretMount {
        MountPaths.requireDirectory(mountPath);
        items = List.copyOf(items);
        MountPaths.requireDistinct(items);
    }
}
