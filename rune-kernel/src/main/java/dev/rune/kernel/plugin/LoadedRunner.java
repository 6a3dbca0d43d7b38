package dev.rune.kernel.plugin;

import dev.rune.kernel.spi.runner.Runner;
import dev.rune.kernel.spi.runner.RunnerProvider;
import java.util.Objects;
import java.util.Optional;

/**
 * A type of runner that a plugin provides. Calls to both parts are guarded: they throw nothing but
 * {@link dev.rune.kernel.problem.ProblemException}.
 *
 * @param plugin   the plugin's id
 * @param provider knows its section, also where nothing runs
 * @param runner   what was made of it; empty before the start, after the end, and where it failed
 * @param failure  why there is none, in one sentence; empty where it has not been asked for
 */
public record LoadedRunner(String plugin, RunnerProvider provider, Optional<Runner> runner, String failure) {
    public LoadedRunner {
        Objects.requireNonNull(plugin);
        Objects.requireNonNull(provider);
        Objects.requireNonNull(runner);
        Objects.requireNonNull(failure);
    }
}
