package dev.rune.kernel.spec;

import dev.rune.kernel.section.Default;
import dev.rune.kernel.section.Doc;
import dev.rune.kernel.section.Key;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Range;
import dev.rune.kernel.section.Rest;
import java.time.Duration;
import java.util.Objects;

/**
 * When an instance is asked whether it is well, and what its answers count. What exactly is asked belongs to the probe
 * plugin. Status: stable since 0.1.
 *
 * @param type             the type word of a probe plugin
 * @param initialDelay     before the first attempt
 * @param interval         between attempts
 * @param timeout          for one attempt
 * @param failureThreshold failures in a row until it counts as failed
 * @param successThreshold successes in a row until it counts as good again
 * @param section          the remaining keys, which belong to the probe plugin
 */
@Doc("Asks an instance on a schedule whether it is well.")
public record ProbeSpec(@Doc("`http`, `tcp`, `exec`, or the type word of another probe plugin.") String type,
        @Doc("Seconds before the first attempt.") @Key("initialDelaySeconds") @Default("0") @Range(max = 86400) Duration initialDelay,
        @Doc("Seconds between attempts.") @Key("intervalSeconds") @Default("10") @Range(min = 1, max = 86400) Duration interval,
        @Doc("Seconds one attempt may take.") @Key("timeoutSeconds") @Default("1") @Range(min = 1, max = 3600) Duration timeout,
        @Doc("Failures in a row until it counts as failed.") @Default("3") @Range(min = 1, max = 1000) int failureThreshold,
        @Doc("Successes in a row until it counts as good again.") @Default("1") @Range(min = 1, max = 1000) int successThreshold,
        @Rest Mapping section) {
    public ProbeSpec {
        Objects.requireNonNull(type);
        Objects.requireNonNull(section);
    }

    /** How long after its start an instance may fail before a failure counts, unless it was ready before. */
    public Duration startGrace() {
        return initialDelay.plus(interval.multipliedBy(failureThreshold));
    }
}
