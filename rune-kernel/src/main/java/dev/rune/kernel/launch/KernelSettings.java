package dev.rune.kernel.launch;

import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.spec.ContentLimits;
import dev.rune.kernel.spi.ListeningSockets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
 * @param sockets           what goes on listening over a planned restart
 * @param pluginTroubles    what could not be done to folders of plugins before, a sentence by folder; stands in the status of
 *                          the plugin there, also where there is none
 */
public record KernelSettings(Path dataDirectory, List<Path> pluginDirectories, String owner, String node,
        Mapping plugins, ContentLimits contentLimits, ListeningSockets sockets,
        Map<Path, String> pluginTroubles) {
    public KernelSettings {
        Objects.requireNonNull(dataDirectory);
        pluginDirectories = List.copyOf(pluginDirectories);
        Objects.requireNonNull(owner);
        Objects.requireNonNull(node);
        Objects.requireNonNull(plugins);
        Objects.requireNonNull(contentLimits);
        Objects.requireNonNull(sockets);
        pluginTroubles = Map.copyOf(pluginTroubles);
    }

    /** Settings of a daemon that no other follows in its process. */
    public KernelSettings(Path dataDirectory, List<Path> pluginDirectories, String owner, String node, Mapping plugins,
            ContentLimits contentLimits) {
        this(dataDirectory, pluginDirectories, owner, node, plugins, contentLimits, ListeningSockets.NONE, Map.of());
    }

    /** Settings in which nothing is set for plugins, with the usual limits. */
    public KernelSettings(Path dataDirectory, List<Path> pluginDirectories, String owner, String node) {
        this(dataDirectory, pluginDirectories, owner, node, Mapping.empty(), ContentLimits.STANDARD);
    }
}
