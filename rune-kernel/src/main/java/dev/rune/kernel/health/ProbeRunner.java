package dev.rune.kernel.health;

import dev.rune.kernel.spec.ProbeSpec;
import dev.rune.kernel.spi.probe.Verdict;
import dev.rune.kernel.spi.runner.ObservedInstance;

/** Makes one attempt of a probe. May block; never throws. */
@FunctionalInterface
public interface ProbeRunner {
    /** Asks {@code instance} as {@code probe} says. */
    Verdict attempt(ProbeSpec probe, ObservedInstance instance);
}
