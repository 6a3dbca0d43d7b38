package dev.rune.kernel.plugin;

import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.Provider;
import dev.rune.kernel.spi.exposure.ExposureProvider;
import dev.rune.kernel.spi.mount.MountHandlerProvider;
import dev.rune.kernel.spi.probe.ProbeProvider;
import dev.rune.kernel.spi.runner.RunnerProvider;
import java.util.Optional;

/**
 * One provider of a plugin.
 *
 * @param kind     what it provides
 * @param provider guarded
 * @param made     the guarded runner, probe, exposure or mount handler, once there is one
 */
record Offer(Kind kind, GuardedProvider<?> provider, Optional<Made> made) {
    /** Puts {@code provider} behind {@code guard}, asking it what it is. */
    static Offer of(Kind kind, Provider provider, Guard guard, Deadlines deadlines) {
        return new Offer(kind, switch (kind) {
            case RUNNER -> new GuardedRunnerProvider(guard, deadlines, (RunnerProvider) provider);
            case PROBE -> new GuardedProbeProvider(guard, deadlines, (ProbeProvider) provider);
            case EXPOSURE -> new GuardedExposureProvider(guard, deadlines, (ExposureProvider) provider);
            case MOUNT -> new GuardedMountHandlerProvider(guard, deadlines, (MountHandlerProvider) provider);
        }, Optional.empty());
    }

    /** This offer with its runner, probe, exposure or mount handler made. */
    Offer make(PluginContext context) {
        return new Offer(kind, provider, Optional.of(switch (provider) {
            case GuardedRunnerProvider runner -> runner.create(context);
            case GuardedProbeProvider probe -> probe.create(context);
            case GuardedExposureProvider exposure -> exposure.create(context);
            case GuardedMountHandlerProvider mount -> mount.create(context);
        }));
    }

    /** Closes what was made, if anything was. */
    void close() {
        made.ifPresent(Made::close);
    }

    /** This offer with nothing made. */
    Offer unmade() {
        return new Offer(kind, provider, Optional.empty());
    }
}
