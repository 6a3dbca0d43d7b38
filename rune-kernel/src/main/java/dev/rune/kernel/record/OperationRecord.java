package dev.rune.kernel.record;

import dev.rune.kernel.section.Default;
import dev.rune.kernel.status.Rollout;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The way to one generation of a service, as far as it must not be forgotten. It is driven by the reconcile loop from
 * what is stored here and what is the case; nobody else owns it.
 *
 * @param generation     the generation that began it, which is its name
 * @param reason         what began it: {@code cast}, {@code scale}, {@code stop}, {@code restart}, {@code undo},
 *                       {@code rollback: …}
 * @param mode           how it moves
 * @param from           instances wanted before
 * @param to             instances wanted at its end
 * @param step           instances more or fewer with each step of a gradual scale; 0 for others
 * @param intervalMillis between two steps, at least
 * @param rollback       whether a scale goes back when it fails
 * @param reached        of a scale, how many places are open; of an update, the most places that had arrived
 * @param startedAt      when it was asked for
 * @param steppedAt      when the last step was opened, or when an update last came closer to its end
 * @param state          where it is
 * @param message        why it failed or rests; may be empty
 * @param culprit        the instance that made it fail; may be empty
 * @param endedAt        when it ended
 */
public record OperationRecord(long generation, String reason, Rollout.Mode mode, int from, int to,
        @Default("0") int step, @Default("0") long intervalMillis, @Default("true") boolean rollback, int reached,
        Moment startedAt, Moment steppedAt, Rollout.State state, @Default("") String message,
        @Default("") String culprit, Optional<Moment> endedAt) {
    /** A scale that begins now with its first step. */
    static OperationRecord scale(long generation, String reason, int from, int to, Scaling how, Instant now) {
        Moment at = new Moment(now);
        OperationRecord begun = new OperationRecord(generation, reason,
                how.step() > 0 ? Rollout.Mode.GRADUAL : Rollout.Mode.IMMEDIATE, from, to, how.step(),
                how.interval().toMillis(), how.rollback(), from, at, at, Rollout.State.PROGRESSING, "", "",
                Optional.empty());
        return begun.stepped(now);
    }

    /** An update that begins now. */
    static OperationRecord update(long generation, String reason, Rollout.Mode mode, int from, int to,
            Instant now) {
        Moment at = new Moment(now);
        return new OperationRecord(generation, reason, mode, from, to, 0, 0, true, 0, at, at,
                Rollout.State.PROGRESSING, "", "", Optional.empty());
    }

    /** When the next step may be opened at the earliest. */
    public Instant nextStepAt() {
        return steppedAt.at().plus(interval());
    }

    /** Between two steps, at least. */
    public Duration interval() {
        return Duration.ofMillis(intervalMillis);
    }

    /** Whether it rests until somebody lets it go on. */
    public boolean paused() {
        return state == Rollout.State.PAUSED;
    }

    /** It in one sentence: {@code scale from 2 to 10: api-x7k2m4 crashed: exit code 1}. */
    public String told() {
        return reason + " from " + from + " to " + to + (message.isEmpty() ? "" : ": " + message);
    }

    /** Its next step, opened at {@code now}. */
    OperationRecord stepped(Instant now) {
        int size = mode == Rollout.Mode.GRADUAL ? step : Math.abs(to - from);
        return reached(to > reached ? Math.min(to, reached + size) : Math.max(to, reached - size), now);
    }

    OperationRecord reached(int count, Instant now) {
        return new OperationRecord(generation, reason, mode, from, to, step, intervalMillis, rollback, count,
                startedAt, new Moment(now), state, message, culprit, endedAt);
    }

    OperationRecord pausedFor(String why, String instance) {
        return in(Rollout.State.PAUSED, why, instance, Optional.empty());
    }

    OperationRecord resumed(Instant now) {
        return in(Rollout.State.PROGRESSING, "", "", Optional.empty()).reached(reached, now);
    }

    OperationRecord ended(Rollout.State how, String why, String instance, Instant now) {
        return in(how, why, instance, Optional.of(new Moment(now)));
    }

    private OperationRecord in(Rollout.State how, String why, String instance, Optional<Moment> end) {
        return new OperationRecord(generation, reason, mode, from, to, step, intervalMillis, rollback, reached,
                startedAt, steppedAt, how, why, instance, end);
    }
}
