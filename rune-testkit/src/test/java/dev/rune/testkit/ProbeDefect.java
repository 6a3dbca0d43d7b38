package dev.rune.testkit;

import dev.rune.kernel.spi.probe.ProbeProvider;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * A way to break the contract of probes.
 *
 * @param rules    the rules it breaks
 * @param what     what a probe with it does
 * @param provider makes the provider of such a probe
 */
record ProbeDefect(Set<String> rules, String what, Supplier<ProbeProvider> provider) {
    static ProbeDefect of(String rules, String what, Supplier<ProbeProvider> provider) {
        return new ProbeDefect(new TreeSet<>(Set.of(rules.split(" "))), what, provider);
    }

    @Override
    public String toString() {
        return "a probe that " + what + " breaks " + String.join(", ", rules);
    }
}
