package dev.rune.kernel.plugin;

import dev.rune.kernel.spi.mount.MountHandler;
import dev.rune.kernel.spi.mount.MountHandlerProvider;
import java.util.Objects;
import java.util.Optional;

/**
 * A type of mount handler that a plugin provides. Calls to both parts are guarded: they throw nothing but
 * {@link dev.rune.kernel.problem.ProblemException}.
 *
 * @param plugin   the plugin's id
 * @param provider knows its section, also where nothing runs
 * @param handler  what was made of it; empty before the start, after the end, and where it failed
 * @param failure  why there is none, in one sentence; empty where it has not been asked for
 */
public record LoadedMount(String plugin, MountHandlerProvider provider, Optional<MountHandler> handler,
        String failure) {
    public LoadedMount {
        Objects.requireNonNull(plugin);
        Objects.requireNonNull(provider);
        Objects.requireNonNull(handler);
        Objects.requireNonNull(failure);
    }
}
