package dev.rune.testkit;

import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.runner.Runner;
import dev.rune.kernel.spi.runner.RunnerProvider;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A way to break the contract of runners.
 *
 * @param rules    the rules it breaks
 * @param what     what a runner with it does
 * @param provider such a provider
 */
record RunnerDefect(Set<String> rules, String what, Function<FakeHost, RunnerProvider> provider) {
    /** A defect of the provider. */
    static RunnerDefect ofProvider(String rules, String what, Function<FakeHost, RunnerProvider> provider) {
        return new RunnerDefect(new TreeSet<>(Set.of(rules.split(" "))), what, provider);
    }

    /** A defect of the runner, which may reach around it to the host. */
    static RunnerDefect of(String rules, String what, BiFunction<Runner, FakeHost, Runner> broken) {
        return ofProvider(rules, what, host -> new ForwardingProvider(host) {
            @Override
            public Runner create(PluginContext context) {
                return broken.apply(super.create(context), host);
            }
        });
    }

    @Override
    public String toString() {
        return "a runner that " + what + " breaks " + String.join(", ", rules);
    }
}
