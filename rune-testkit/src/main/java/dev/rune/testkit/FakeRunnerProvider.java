package dev.rune.testkit;

import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.runner.Capability;
import dev.rune.kernel.spi.runner.Refusal;
import dev.rune.kernel.spi.runner.Runner;
import dev.rune.kernel.spi.runner.RunnerProvider;
import dev.rune.kernel.spi.runner.Workload;
import java.lang.invoke.MethodHandles;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The runner {@value #TYPE}, which runs {@link FakeSection}s on a {@link FakeHost}. */
public final class FakeRunnerProvider implements RunnerProvider {
    /** Its type word. */
    public static final String TYPE = "fake";

    private static final SectionType<FakeSection> SECTION = SectionType.of(MethodHandles.lookup(), FakeSection.class);

    private final String type;
    private final FakeHost host;
    private final Set<Capability> capabilities;

    /** Runners for {@code host} that can do everything. */
    public FakeRunnerProvider(FakeHost host) {
        this(host, EnumSet.allOf(Capability.class));
    }

    /** Runners for {@code host} with some capabilities. */
    public FakeRunnerProvider(FakeHost host, Set<Capability> capabilities) {
        this(TYPE, host, capabilities);
    }

    private FakeRunnerProvider(String type, FakeHost host, Set<Capability> capabilities) {
        this.type = type;
        this.host = host;
        this.capabilities = Set.copyOf(capabilities);
    }

    /** A runner like the fake one, with the type word {@code type}. */
    static FakeRunnerProvider named(String type, FakeHost host) {
        return new FakeRunnerProvider(type, host, EnumSet.allOf(Capability.class));
    }

    @Override
    public String type() {
        return type;
    }

    @Override
    public SectionType<FakeSection> section() {
        return SECTION;
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    @Override
    public List<Refusal> check(Workload workload) {
        return List.of();
    }

    @Override
    public Runner create(PluginContext context) {
        return new FakeRunner(host, context.owner(), capabilities);
    }
}
