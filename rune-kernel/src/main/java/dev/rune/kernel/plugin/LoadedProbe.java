package dev.rune.kernel.plugin;

import dev.rune.kernel.spi.probe.Probe;
import dev.rune.kernel.spi.probe.ProbeProvider;
import java.util.Objects;
import java.util.Optional;

/**
 * A type of probe that a plugin provides. Calls to both parts are guarded: they throw nothing but
 * {@link dev.rune.kernel.problem.ProblemException}.
 *
 * @param plugin   the plugin's id
 * @param provider knows its section, also where nothing runs
 * @param probe    what was made of it; empty before the start, after the end, and where it failed
 * @param failure  why there is none, in one sentence; empty where it has not been asked for
 */
public record LoadedProbe(String plugin, ProbeProvider provider, Optional<Probe> probe, String failure) {
    public LoadedProbe {
        Objects.requireNonNull(plugin);
        Objects.requireNonNull(provider);
        Objects.requireNonNull(probe);
        Objects.requireNonNull(failure);
    }
}
