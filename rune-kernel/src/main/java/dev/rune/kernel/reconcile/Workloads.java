package dev.rune.kernel.reconcile;

import dev.rune.kernel.section.Finding;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Node;
import dev.rune.kernel.spec.Resources;
import dev.rune.kernel.spec.ServiceSpec;
import dev.rune.kernel.spi.runner.RunnerProvider;
import dev.rune.kernel.spi.runner.Workload;
import java.util.Optional;
import java.util.function.Consumer;

/** What instances of a service are made of, bound to the section of its runner. */
public final class Workloads {
    private Workloads() {}

    /**
     * The workload of {@code spec}.
     *
     * @param findings told every fault; without one the result is present
     */
    public static Optional<Workload> bind(ServiceSpec spec, RunnerProvider provider, Consumer<Finding> findings) {
        return section(spec.workload(), provider, findings).map(
                section -> new Workload(section, spec.env(), spec.ports(), spec.resources().orElse(Resources.NONE)));
    }

    /** The section of {@code provider} in what the schema of services leaves to runners; otherwise as {@link #bind}. */
    public static Optional<? extends Record> section(Mapping workload, RunnerProvider provider,
            Consumer<Finding> findings) {
        Node section = provider.inline() ? workload : workload.get(provider.key()).orElse(Mapping.empty());
        return provider.section().bind(section, provider.inline() ? "service" : "service." + provider.key(), findings);
    }
}
