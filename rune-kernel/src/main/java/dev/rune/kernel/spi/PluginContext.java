package dev.rune.kernel.spi;

import dev.rune.kernel.section.Mapping;
import java.nio.file.Path;
import java.util.Objects;

/**
 * What a plugin is given to work with. Status: stable since 0.1.
 *
 * @param owner          the mark of this daemon's data directory, the same over its restarts: whatever runs and carries
 *                       another one is not ours and is not touched
 * @param stateDirectory a directory of the plugin's own inside the data directory, mode 0700; it exists
 * @param settings       what the operator has set for plugins; each takes the keys it knows
 * @param sockets        for whoever listens, so that a planned restart refuses no connection
 * @param secrets        the secrets that {@code settings} name behind the plugin's own keys
 */
public record PluginContext(String owner, Path stateDirectory, Mapping settings, ListeningSockets sockets,
        SecretReader secrets) {
    public PluginContext {
        Objects.requireNonNull(owner);
        Objects.requireNonNull(stateDirectory);
        Objects.requireNonNull(settings);
        Objects.requireNonNull(sockets);
        Objects.requireNonNull(secrets);
    }

    /** A context without sockets and secrets. */
    public PluginContext(String owner, Path stateDirectory, Mapping settings) {
        this(owner, stateDirectory, settings, ListeningSockets.NONE, SecretReader.NONE);
    }

    /** A context in which nothing is set. */
    public PluginContext(String owner, Path stateDirectory) {
        this(owner, stateDirectory, Mapping.empty());
    }
}
