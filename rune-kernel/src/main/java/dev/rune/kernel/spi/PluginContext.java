package dev.rune.kernel.spi;

import java.nio.file.Path;
import java.util.Objects;

/**
 * What a plugin is given to work with. Status: stable since 0.1.
 *
 * @param owner          the mark of this daemon's data directory, the same over its restarts: whatever runs and carries
 *                       another one is not ours and is not touched
 * @param stateDirectory a directory of the plugin's own inside the data directory, mode 0700; it exists
 */
public record PluginContext(String owner, Path stateDirectory) {
    public PluginContext {
        Objects.requireNonNull(owner);
        Objects.requireNonNull(stateDirectory);
    }
}
