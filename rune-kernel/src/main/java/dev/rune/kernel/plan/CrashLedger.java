package dev.rune.kernel.plan;

import dev.rune.kernel.record.Moment;
import dev.rune.kernel.record.SlotRecord;
import dev.rune.kernel.spec.RestartPolicy;
import dev.rune.kernel.status.Exit;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Counts what failed in a place and says when the next attempt is due. Pure but for the jitter it draws. */
public final class CrashLedger {
    private static final double JITTER = 0.1;

    private CrashLedger() {}

    /**
     * The place after its instance ended by itself.
     *
     * @param slot        the place before
     * @param incarnation which instance
     * @param generation  the service's
     * @param policy      the service's
     * @param started     when it was started
     * @param ended       when it ended
     * @param exit        how
     * @param why         why it was ended, where its liveness failed; empty where it ended by itself
     */
    public static SlotRecord ended(SlotRecord slot, long incarnation, long generation, RestartPolicy policy,
            Instant started, Instant ended, Exit exit, Optional<String> why, RandomGenerator random) {
        boolean failure = why.isPresent() || !exit.success();
        boolean last = switch (policy.policy()) {
            case ALWAYS -> false;
            case ON_FAILURE -> !failure;
            case NEVER -> true;
        };
        Optional<Moment> now = Optional.of(new Moment(ended));
        if (last) {
            return new SlotRecord(slot.slot(), incarnation, slot.restarts(), slot.streak(), false, true,
                    failure ? why.orElse(exit.toString()) : slot.lastFailure(), now, Optional.empty(),
                    generation, slot.dismissed());
        }
        boolean anew = Duration.between(started, ended).compareTo(policy.resetAfter()) >= 0;
        int streak = anew ? 1 : slot.streak() + 1;
        return new SlotRecord(slot.slot(), incarnation, slot.restarts() + 1, streak, false, false,
                why.orElse(exit.toString()), now, Optional.of(new Moment(ended.plus(delay(policy, streak, random)))),
                generation, slot.dismissed());
    }

    /** The place after its instance could not be started. */
    public static SlotRecord unstartable(SlotRecord slot, long incarnation, long generation, RestartPolicy policy,
            Instant now, String why, RandomGenerator random) {
        int streak = slot.streak() + 1;
        boolean last = policy.policy() == RestartPolicy.Policy.NEVER;
        return new SlotRecord(slot.slot(), incarnation, slot.restarts() + (last ? 0 : 1), streak, true, last, why,
                Optional.of(new Moment(now)),
                last ? Optional.empty() : Optional.of(new Moment(now.plus(delay(policy, streak, random)))),
                generation, slot.dismissed());
    }

    /** How long to wait after the failure number {@code streak} in a row: the first is answered at once. */
    public static Duration delay(RestartPolicy policy, int streak, RandomGenerator random) {
        if (streak <= 1) {
            return Duration.ZERO;
        }
        double millis = policy.initialDelay().toMillis() * Math.pow(policy.factor(), Math.min(streak - 2, 1000));
        double capped = Math.min((double) policy.maxDelay().toMillis(), millis);
        return Duration.ofMillis(Math.round(capped * (1 - JITTER + 2 * JITTER * random.nextDouble())));
    }
}
