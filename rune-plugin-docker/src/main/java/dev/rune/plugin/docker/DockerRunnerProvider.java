package dev.rune.plugin.docker;

import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.runner.Capability;
import dev.rune.kernel.spi.runner.Refusal;
import dev.rune.kernel.spi.runner.Runner;
import dev.rune.kernel.spi.runner.RunnerProvider;
import dev.rune.kernel.spi.runner.Workload;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the runner {@code container} known: containers on a Docker engine, chosen by {@code image}. */
public final class DockerRunnerProvider implements RunnerProvider {
    private static final SectionType<ContainerSection> SECTION = SectionType.of(MethodHandles.lookup(),
            ContainerSection.class);

    private final Map<String, String> environment;
    /** What this host lets containers see; known once a runner was made. */
    private volatile Optional<HostPaths> paths = Optional.empty();

    /** Called by {@code ServiceLoader}. */
    public DockerRunnerProvider() {
        this(System.getenv());
    }

    /** A provider that finds {@code DOCKER_HOST} elsewhere. */
    DockerRunnerProvider(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public String type() {
        return "container";
    }

    @Override
    public String key() {
        return "image";
    }

    @Override
    public boolean inline() {
        return true;
    }

    @Override
    public SectionType<?> section() {
        return SECTION;
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }

    @Override
    public List<Refusal> check(Workload workload) {
        return new WorkloadCheck(workload, paths).refusals();
    }

    @Override
    public void checkSettings(Mapping settings) {
        DockerSettings.of(settings);
    }

    @Override
    public Runner create(PluginContext context) {
        DockerSettings settings = DockerSettings.of(context.settings());
        EngineAddress address = EngineAddress.of(settings.docker().host(), environment);
        HostPaths allowed = new HostPaths(settings.docker().hostPaths().stream().map(Path::of).toList(), address);
        paths = Optional.of(allowed);
        return new DockerRunner(context, address, settings, allowed);
    }
}
