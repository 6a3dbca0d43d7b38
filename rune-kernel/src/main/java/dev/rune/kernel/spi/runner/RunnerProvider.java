package dev.rune.kernel.spi.runner;

import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.Provider;
import java.util.List;
import java.util.Set;

/**
 * Makes a runner known. Status: stable since 0.1.
 */
public interface RunnerProvider extends Provider {
    /**
     * The key of a service that chooses this runner; the type word unless it says otherwise.
     */
    default String key() {
        return type();
    }

    /**
     * Whether the section's keys stand in the service itself, beside {@link #key()} which is then one of them
     * ({@code image: nginx}, {@code command: …}), instead of under it ({@code process: {command: …}}).
     */
    default boolean inline() {
        return false;
    }

    /**
     * Whether its instances listen on the host's own ports. If so, a service with a fixed target port can have one
     * instance at a time: a larger scale is refused, and updates stop the old instance first.
     */
    default boolean usesHostPorts() {
        return false;
    }

    /** What its runner can do beyond starting and stopping. */
    Set<Capability> capabilities();

    /**
     * What this host or this runner cannot do of {@code workload}, asked before a cast is accepted; what is not refused
     * here must be enforced. Also asked by an offline check of a castfile. Must be quick and change nothing.
     *
     * @return the refusals; empty where all can be done
     */
    List<Refusal> check(Workload workload);

    /**
     * Makes the runner. Called once when the daemon starts. What an earlier daemon's runner of the same owner and state
     * directory started must be found again.
     *
     * @throws dev.rune.kernel.problem.ProblemException when it cannot work here; the plugin is then shown as failed
     */
    Runner create(PluginContext context);
}
