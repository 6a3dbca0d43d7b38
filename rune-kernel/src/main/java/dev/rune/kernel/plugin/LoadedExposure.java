package dev.rune.kernel.plugin;

import dev.rune.kernel.spi.exposure.Exposure;
import dev.rune.kernel.spi.exposure.ExposureProvider;
import java.util.Objects;
import java.util.Optional;

/**
 * A type of exposure that a plugin provides. Calls to both parts are guarded: they throw nothing but
 * {@link dev.rune.kernel.problem.ProblemException}.
 *
 * @param plugin   the plugin's id
 * @param provider knows its section, also where nothing runs
 * @param exposure what was made of it; empty before the start, after the end, and where it failed
 * @param failure  why there is none, in one sentence; empty where it has not been asked for
 */
public record LoadedExposure(String plugin, ExposureProvider provider, Optional<Exposure> exposure, String failure) {
    public LoadedExposure {
        Objects.requireNonNull(plugin);
        Objects.requireNonNull(provider);
        Objects.requireNonNull(exposure);
        Objects.requireNonNull(failure);
    }
}
