package dev.rune.kernel.record;

import dev.rune.kernel.section.Default;
import java.time.Instant;
import java.util.Optional;

/**
 * What one place of a service remembers of the instances that failed in it.
 *
 * @param slot          the place, from 0
 * @param incarnation   the last instance whose end was counted; 0 for none
 * @param restarts      how often an instance was replaced after it failed
 * @param streak        failures in a row, each within the reset time of the one before
 * @param unstartable   whether the last one could not even be started
 * @param completed     whether the last one finished and is not to be replaced
 * @param lastFailure   why the last one failed; empty where none did
 * @param countedAt     when the last end was counted
 * @param nextAttemptAt no instance is started here before this time
 * @param generation    the service's generation when the last end was counted
 * @param dismissed     the last instance that ended here because it was told to, which is no failure; 0 for none
 */
public record SlotRecord(int slot, @Default("0") long incarnation, @Default("0") int restarts, @Default("0") int streak,
        @Default("false") boolean unstartable, @Default("false") boolean completed, @Default("") String lastFailure,
        Optional<Moment> countedAt, Optional<Moment> nextAttemptAt, @Default("0") long generation,
        @Default("0") long dismissed) {
    /** A place in which nothing has failed yet. */
    public static SlotRecord fresh(int slot) {
        return new SlotRecord(slot, 0, 0, 0, false, false, "", Optional.empty(), Optional.empty(), 0, 0);
    }

    /**
     * This place as it stands since {@code reset}: what failed for an earlier generation delays nothing, and still counts.
     */
    public SlotRecord since(long reset) {
        return countedAt.isPresent() && generation < reset
                ? new SlotRecord(slot, incarnation, restarts, 0, false, false, lastFailure, countedAt, Optional.empty(),
                        generation, dismissed)
                : this;
    }

    /** The same place, in which nothing is started before {@code at}. */
    public SlotRecord delayedUntil(Moment at) {
        Moment later = nextAttemptAt.filter(own -> own.at().isAfter(at.at())).orElse(at);
        return new SlotRecord(slot, incarnation, restarts, streak, unstartable, completed, lastFailure, countedAt,
                Optional.of(later), generation, dismissed);
    }

    /** The same place, whose instance {@code number} ended because it was told to. */
    public SlotRecord withDismissed(long number) {
        return new SlotRecord(slot, incarnation, restarts, streak, unstartable, completed, lastFailure, countedAt,
                nextAttemptAt, generation, Math.max(dismissed, number));
    }

    /** Whether an instance may be started here at {@code now}. */
    public boolean open(Instant now) {
        return !completed && (nextAttemptAt.isEmpty() || !nextAttemptAt.get().at().isAfter(now));
    }

    /** In words what keeps failing here. */
    public String told() {
        if (unstartable) {
            return "cannot be started: " + lastFailure;
        }
        return streak <= 1
                ? "crashed with " + lastFailure
                : "crashed " + streak + " times in a row, the last time with " + lastFailure;
    }

    /** Whether it waits after a failure. */
    public boolean failing() {
        return unstartable || (streak > 0 && nextAttemptAt.isPresent());
    }
}
