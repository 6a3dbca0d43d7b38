package org.example.jar;

import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.runner.Capability;
import dev.rune.kernel.spi.runner.Refusal;
import dev.rune.kernel.spi.runner.Runner;
import dev.rune.kernel.spi.runner.RunnerProvider;
import dev.rune.kernel.spi.runner.Workload;
import dev.rune.programs.ProgramRunner;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Makes the runner {@code jar} known. */
public final class JarProvider implements RunnerProvider {
    private static final SectionType<JarLauncher.Section> SECTION = SectionType.of(MethodHandles.lookup(),
            JarLauncher.Section.class);

    /** For the service loader. */
    public JarProvider() {}

    @Override
    public String type() {
        return "jar";
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
        return ProgramRunner.CAPABILITIES;
    }

    @Override
    public List<Refusal> check(Workload workload) {
        List<Refusal> refusals = new ArrayList<>(ProgramRunner.check(workload));
        refusals.addAll(new JarLauncher().check(workload));
        return refusals;
    }

    @Override
    public Runner create(PluginContext context) {
        return new ProgramRunner(context, new JarLauncher());
    }
}
