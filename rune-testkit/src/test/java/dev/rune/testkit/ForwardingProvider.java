package dev.rune.testkit;

import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.runner.Capability;
import dev.rune.kernel.spi.runner.Refusal;
import dev.rune.kernel.spi.runner.Runner;
import dev.rune.kernel.spi.runner.RunnerProvider;
import dev.rune.kernel.spi.runner.Workload;
import java.util.List;
import java.util.Set;

/** The fake provider, but for what a subclass breaks. */
class ForwardingProvider implements RunnerProvider {
    final FakeHost host;
    private final FakeRunnerProvider inner;

    ForwardingProvider(FakeHost host) {
        this.host = host;
        this.inner = new FakeRunnerProvider(host);
    }

    @Override
    public String type() {
        return inner.type();
    }

    @Override
    public SectionType<?> section() {
        return inner.section();
    }

    @Override
    public Set<Capability> capabilities() {
        return inner.capabilities();
    }

    @Override
    public List<Refusal> check(Workload workload) {
        return inner.check(workload);
    }

    @Override
    public Runner create(PluginContext context) {
        return inner.create(context);
    }
}
