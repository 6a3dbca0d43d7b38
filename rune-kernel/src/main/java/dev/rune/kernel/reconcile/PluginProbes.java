package dev.rune.kernel.reconcile;

import dev.rune.kernel.health.ProbeRunner;
import dev.rune.kernel.plugin.LoadedProbe;
import dev.rune.kernel.plugin.PluginRegistry;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spec.PortRef;
import dev.rune.kernel.spec.ProbeSpec;
import dev.rune.kernel.spi.probe.Probe;
import dev.rune.kernel.spi.probe.ProbeTarget;
import dev.rune.kernel.spi.probe.Verdict;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.spi.runner.Runner;
import dev.rune.kernel.status.Endpoint;
import dev.rune.kernel.status.InstanceId;
import java.util.Optional;
import java.util.function.Function;

/** Makes attempts with the probe plugins, and with the kernel's own {@code exec}. */
final class PluginProbes implements ProbeRunner {
    private final PluginRegistry plugins;
    private final Function<InstanceId, Runner> runners;

    PluginProbes(PluginRegistry plugins, Function<InstanceId, Runner> runners) {
        this.plugins = plugins;
        this.runners = runners;
    }

    @Override
    public Verdict attempt(ProbeSpec spec, ObservedInstance instance) {
        try {
            return spec.type().equals(ExecProbe.TYPE) ? exec(spec, instance) : plugin(spec, instance);
        } catch (ProblemException problem) {
            return new Verdict.Inconclusive(problem.problem().message());
        } catch (RuntimeException | OutOfMemoryError fault) {
            // An attempt without a verdict would be the last one.
            return new Verdict.Inconclusive(fault.toString());
        }
    }

    private Verdict exec(ProbeSpec spec, ObservedInstance instance) {
        return ExecProbe.attempt(runners.apply(instance.id()), instance.id(),
                ExecProbe.SECTION.bind(spec.section(), "", _ -> {}).orElseThrow(), spec.timeout());
    }

    private Verdict plugin(ProbeSpec spec, ObservedInstance instance) {
        LoadedProbe loaded = plugins.probes().get(spec.type());
        if (loaded == null || loaded.probe().isEmpty()) {
            return new Verdict.Inconclusive("no plugin provides the probe '" + spec.type() + "'");
        }
        Probe probe = loaded.probe().get();
        Optional<? extends Record> section = loaded.provider().section().bind(spec.section(), "", _ -> {});
        if (section.isEmpty()) {
            return new Verdict.Inconclusive(
                    "the plugin of probe '" + spec.type() + "' does not understand the stored spec");
        }
        Optional<Endpoint> endpoint = loaded.provider().port(section.get()).map(port -> endpoint(port, instance));
        return probe.attempt(new ProbeTarget(instance.id(), endpoint), section.get(), spec.timeout());
    }

    /** Where a port is reached: by its name, by the number that clients use, or else at that number itself. */
    private static Endpoint endpoint(PortRef port, ObservedInstance instance) {
        return instance.endpoints().stream().filter(e -> e.name().equals(port.text())).findFirst()
                .or(() -> instance.endpoints().stream()
                        .filter(e -> Integer.toString(e.servicePort()).equals(port.text())).findFirst())
                .orElseGet(() -> new Endpoint(port.text(), port.number().orElseThrow(), host(instance),
                        port.number().orElseThrow(), false));
    }

    private static String host(ObservedInstance instance) {
        return instance.endpoints().stream().map(Endpoint::host).findFirst().orElse("127.0.0.1");
    }
}
