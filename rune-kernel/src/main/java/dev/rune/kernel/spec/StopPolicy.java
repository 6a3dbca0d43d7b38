package dev.rune.kernel.spec;

import dev.rune.kernel.section.Default;
import dev.rune.kernel.section.Doc;
import dev.rune.kernel.section.Key;
import dev.rune.kernel.section.Range;
import java.time.Duration;

/**
 * How an instance is ended: the signal, a wait, then SIGKILL for its whole tree. Status: stable since 0.1.
 *
 * @param signal      the signal
 * @param gracePeriod the wait
 */
@Doc("The signal, a wait, then SIGKILL; the whole process tree dies.")
public record StopPolicy(@Doc("The signal's name or number.") @Default("SIGTERM") Signal signal,
        @Doc("Seconds between the signal and SIGKILL.") @Key("gracePeriodSeconds") @Default("10") @Range(max = 86400) Duration gracePeriod) {}
