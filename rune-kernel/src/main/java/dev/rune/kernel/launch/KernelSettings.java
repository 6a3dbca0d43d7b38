package dev.rune.kernel.launch;

import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.spec.ContentLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * What a kernel needs to know of its surroundings.
 *
 * @param dataDirectory     where plugins keep their state, each in a directory of its own
 * @param pluginDirectories the folders whose folders are plugins
 * @param owner             the mark of the data directory
 * @param node              this machine's name
 * @param plugins           what the operator has set for plugins
 * @param contentLimits     how large secrets and configmaps may be
 */
public record KernelSettings(Path dataDirectory, List<Path> pluginDirectories, String owner, String node,
        Mapping plugins, ContentLimits contentLimits) {
    public KernelSettings {
        Objects.requireNonNull(dataDirectory);
        pluginDirectories = List.copyOf(pluginDirectories);
        Objects.requireNonNull(owner);
        Objects.requireNonNull(node);
        Objects.requireNonNull(plugins);
        Objects.requireNonNull(contentLimits);
    }

    /** Settings in which nothing is set for plugins, with the usual limits. */
    public KernelSettings(Path dataDirectory, List<Path> pluginDirectories, String owner, String node) {
        this(dataDirectory, pluginDirectories, owner, node, Mapping.empty(), ContentLimits.STANDARD);
    }
}
