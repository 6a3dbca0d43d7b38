package dev.rune.plugin.process;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.runner.Capability;
import dev.rune.kernel.spi.runner.Refusal;
import dev.rune.kernel.spi.runner.Runner;
import dev.rune.kernel.spi.runner.RunnerProvider;
import dev.rune.kernel.spi.runner.Workload;
import java.lang.invoke.MethodHandles;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes the runner {@code process} known: native processes of this host. */
public final class ProcessRunnerProvider implements RunnerProvider {
    private static final long LOG_BOUND_BYTES = 100L << 20;
    private static final SectionType<ProcessSection> SECTION = SectionType.of(MethodHandles.lookup(),
            ProcessSection.class);

    /** Called by {@code ServiceLoader}. */
    public ProcessRunnerProvider() {}

    @Override
    public String type() {
        return "process";
    }

    @Override
    public SectionType<?> section() {
        return SECTION;
    }

    @Override
    public boolean usesHostPorts() {
        return true;
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }

    @Override
    public List<Refusal> check(Workload workload) {
        return new WorkloadCheck(workload, Privileges.own(), () -> ControlGroups.OfThisHost.FOUND).refusals();
    }

    @Override
    public Runner create(PluginContext context) {
        return create(context, LOG_BOUND_BYTES);
    }

    /** As {@link #create(PluginContext)}, with another bound for what the instances of a service have written. */
    static ProcessRunner create(PluginContext context, long logBoundBytes) {
        return new ProcessRunner(context, shim(), logBoundBytes);
    }

    /** {@code rune-shim}, which lies beside the module: beside its jar, or beside its folder of classes. */
    private static Path shim() {
        CodeSource source = ProcessRunnerProvider.class.getProtectionDomain().getCodeSource();
        Optional<Path> shim = Optional.ofNullable(source).map(CodeSource::getLocation).map(url -> {
            try {
                return Path.of(url.toURI()).resolveSibling("rune-shim");
            } catch (URISyntaxException impossible) {
                throw new IllegalStateException(impossible);
            }
        });
        return shim.filter(Files::isExecutable).orElseThrow(() -> ProblemException.of(ProblemCode.UNAVAILABLE,
                "the program '" + shim.map(Path::toString).orElse("rune-shim")
                        + "', which belongs to the process runner, is missing or not executable: install the plugin anew"));
    }
}
