package dev.rune.kernel.plugin;

import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.runner.Capability;
import dev.rune.kernel.spi.runner.Refusal;
import dev.rune.kernel.spi.runner.RunnerProvider;
import dev.rune.kernel.spi.runner.Workload;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A plugin's runner provider behind its guard. */
final class GuardedRunnerProvider extends GuardedProvider<RunnerProvider> implements RunnerProvider {
    private final String key;
    private final boolean inline;
    private final boolean usesHostPorts;
    private final Set<Capability> capabilities;

    GuardedRunnerProvider(Guard guard, Deadlines deadlines, RunnerProvider provider) {
        super(guard, deadlines, provider);
        this.key = guard.here("key()", provider::key);
        this.inline = guard.here("inline()", provider::inline);
        this.usesHostPorts = guard.here("usesHostPorts()", provider::usesHostPorts);
        this.capabilities = guard.here("capabilities()", () -> Set.copyOf(provider.capabilities()));
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public boolean inline() {
        return inline;
    }

    @Override
    public boolean usesHostPorts() {
        return usesHostPorts;
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    @Override
    public List<Refusal> check(Workload workload) {
        return guard().call("the check of a workload", Optional.empty(), deadlines().quick(),
                () -> List.copyOf(provider().check(workload)));
    }

    @Override
    public GuardedRunner create(PluginContext context) {
        return new GuardedRunner(guard(), deadlines(), type(), guard().call("the making of runner '" + type() + "'",
                deadlines().make(), () -> provider().create(context)));
    }
}
