package dev.rune.kernel.plugin;

/** A guarded runner, probe, exposure or mount handler, as something to close. */
sealed interface Made extends AutoCloseable permits GuardedRunner, GuardedProbeProvider.GuardedProbe,
        GuardedExposureProvider.GuardedExposure, GuardedMountHandlerProvider.GuardedMountHandler {
    @Override
    void close();
}
