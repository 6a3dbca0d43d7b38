package dev.rune.kernel.plugin;

import dev.rune.kernel.spi.exposure.Exposure;
import dev.rune.kernel.spi.mount.MountHandler;
import dev.rune.kernel.spi.probe.Probe;
import dev.rune.kernel.spi.runner.Runner;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What all plugins together provide at one moment. Immutable. */
final class Inventory {
    private final List<Plugin> plugins;
    private final Map<String, LoadedRunner> runners = new TreeMap<>();
    private final Map<String, LoadedProbe> probes = new TreeMap<>();
    private final Map<String, LoadedExposure> exposures = new TreeMap<>();
    private final Map<String, LoadedMount> mounts = new TreeMap<>();

    Inventory(List<Plugin> plugins) {
        this.plugins = List.copyOf(plugins);
        plugins.forEach(plugin -> plugin.offers().forEach(offer -> add(plugin, offer)));
    }

    private void add(Plugin plugin, Offer offer) {
        String id = plugin.id();
        String failure = plugin.failure();
        switch (offer.provider()) {
            case GuardedRunnerProvider runner -> runners.put(runner.key(),
                    new LoadedRunner(id, runner, offer.made().map(Runner.class::cast), failure));
            case GuardedProbeProvider probe -> probes.put(probe.type(),
                    new LoadedProbe(id, probe, offer.made().map(Probe.class::cast), failure));
            case GuardedExposureProvider exposure -> exposures.put(exposure.type(),
                    new LoadedExposure(id, exposure, offer.made().map(Exposure.class::cast), failure));
            case GuardedMountHandlerProvider mount -> mounts.put(mount.type(),
                    new LoadedMount(id, mount, offer.made().map(MountHandler.class::cast), failure));
        }
    }

    /** Every plugin, also those that failed. */
    List<Plugin> plugins() {
        return plugins;
    }

    Map<String, LoadedRunner> runners() {
        return Collections.unmodifiableMap(runners);
    }

    Map<String, LoadedProbe> probes() {
        return Collections.unmodifiableMap(probes);
    }

    Map<String, LoadedExposure> exposures() {
        return Collections.unmodifiableMap(exposures);
    }

    Map<String, LoadedMount> mounts() {
        return Collections.unmodifiableMap(mounts);
    }
}
