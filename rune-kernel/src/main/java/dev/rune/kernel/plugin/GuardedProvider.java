package dev.rune.kernel.plugin;

import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spi.Provider;
import java.util.Optional;
import java.util.Set;

/**
 * A provider that was asked once what it is, and answers from memory from then on. Its methods throw nothing but
 * {@link dev.rune.kernel.problem.ProblemException}. It is made inside a guarded call, which has the deadline.
 *
 * @param <P> the kind of provider
 */
abstract sealed class GuardedProvider<P extends Provider> implements Provider
        permits GuardedRunnerProvider, GuardedProbeProvider, GuardedExposureProvider, GuardedMountHandlerProvider {
    private final Guard guard;
    private final Deadlines deadlines;
    private final P provider;
    private final String type;
    private final SectionType<?> section;
    private final Set<String> settings;

    GuardedProvider(Guard guard, Deadlines deadlines, P provider) {
        this.guard = guard;
        this.deadlines = deadlines;
        this.provider = provider;
        this.type = guard.here("type()", provider::type);
        this.section = guard.here("section() of '" + type + "'", provider::section);
        this.settings = guard.here("settings() of '" + type + "'", () -> Set.copyOf(provider.settings()));
    }

    final Guard guard() {
        return guard;
    }

    final Deadlines deadlines() {
        return deadlines;
    }

    final P provider() {
        return provider;
    }

    @Override
    public final String type() {
        return type;
    }

    @Override
    public final SectionType<?> section() {
        return section;
    }

    @Override
    public final Set<String> settings() {
        return settings;
    }

    @Override
    public final void checkSettings(Mapping settings) {
        guard.run("settings of '" + type + "'", Optional.empty(), deadlines.quick(),
                () -> provider.checkSettings(settings));
    }
}
