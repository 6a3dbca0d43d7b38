package dev.rune.kernel.spec;

import dev.rune.kernel.section.Doc;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Rest;
import dev.rune.kernel.section.SectionException;
import java.util.Objects;
import java.util.Set;

/**
 * Files of a kind that a plugin knows how to make. What they are made of belongs to the plugin. Status: evolving since
 * 0.1.
 *
 * @param name      the mount's name
 * @param type      the type word of a mount handler
 * @param mountPath the directory the files appear in
 * @param section   the remaining keys, which belong to the mount handler
 */
@Doc("Files that the mount handler of a plugin makes.")
public record MountSpec(@Doc("The mount's name.") Label name,
        @Doc("The type word of a plugin's mount handler; its own keys stand beside it.") String type,
        @Doc("The directory the files appear in.") String mountPath, @Rest Mapping section) {
    /** The types that have lists of their own, {@code secretMounts} and {@code configMounts}. */
    public static final Set<String> OF_CONTENT = Set.of("secret", "config");

    public MountSpec {
        Objects.requireNonNull(name);
        Objects.requireNonNull(section);
        MountPaths.requireDirectory(mountPath);
        if (OF_CONTENT.contains(type)) {
            throw new SectionException("type", "'" + type + "' is mounted by 'secretMounts' or 'configMounts'; "
                    + "'mounts' is for the types of other plugins");
        }
    }
}
