package dev.rune.kernel.launch;

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
 */
public record KernelSettings(Path dataDirectory, List<Path> pluginDirectories, String owner, String node) {
    public KernelSettings {
        Objects.requireNonNull(dataDirectory);
        pluginDirectories = List.copyOf(pluginDirectories);
        Objects.requireNonNull(owner);
        Objects.requireNonNull(node);
    }
}
