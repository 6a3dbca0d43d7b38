package dev.rune.kernel.spec;

import dev.rune.kernel.section.Default;
import dev.rune.kernel.section.Doc;
import dev.rune.kernel.section.Key;
import dev.rune.kernel.section.Range;
import dev.rune.kernel.section.Shorthand;
import java.time.Duration;

/**
 * What follows an instance's end. A first crash is answered at once; each further one within the reset time waits
 * longer. Status: stable since 0.1.
 *
 * @param policy       always, on-failure or never
 * @param initialDelay the wait after the second crash in a row
 * @param factor       how much longer each further wait is
 * @param maxDelay     the longest wait, before a jitter of a tenth
 * @param resetAfter   being up for so long starts the row anew
 */
@Doc("What follows an instance's end.")
@Shorthand("policy")
public record RestartPolicy(
        @Doc("`always`; `on-failure`: not after exit code 0; `never`.") @Default("always") Policy policy,
        @Doc("The wait after the second crash in a row; the first is answered at once.") @Key("initialDelaySeconds") @Default("1") @Range(max = 86400) Duration initialDelay,
        @Doc("How much longer each further wait is.") @Default("2") @Range(min = 1, max = 100) double factor,
        @Doc("The longest wait.") @Key("maxDelaySeconds") @Default("60") @Range(max = 86400) Duration maxDelay,
        @Doc("Being up for so long starts the row anew.") @Key("resetAfterSeconds") @Default("60") @Range(max = 86400) Duration resetAfter) {
    /** When an ended instance is replaced. */
    public enum Policy {
        /** Whatever its exit. */
        ALWAYS,
        /** Not after exit code 0. */
        ON_FAILURE,
        /** Not at all. */
        NEVER
    }
}
