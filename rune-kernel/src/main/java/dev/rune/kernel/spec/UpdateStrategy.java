package dev.rune.kernel.spec;

import dev.rune.kernel.section.Default;
import dev.rune.kernel.section.Doc;
import dev.rune.kernel.section.Key;
import dev.rune.kernel.section.Range;
import dev.rune.kernel.section.SectionException;
import dev.rune.kernel.section.Shorthand;
import java.time.Duration;

/**
 * How a changed template reaches the running instances. Status: evolving since 0.1.
 *
 * @param type           rolling or recreate
 * @param maxSurge       instances more than desired that may be alive meanwhile
 * @param maxUnavailable instances fewer than desired that may be ready meanwhile
 * @param progressDeadline an update that comes no closer to its end for so long has failed
 * @param onFailure      what follows when an update has failed
 * @param onConfigChange what follows when a secret or configmap that the service refers to is replaced
 */
@Doc("How a changed template reaches the running instances.")
@Shorthand("type")
public record UpdateStrategy(
        @Doc("`rolling` replaces instances a few at a time; `recreate` stops all of them before the first new one.") @Default("rolling") Type type,
        @Doc("How many instances more than desired may be alive during a rolling update.") @Default("1") @Range(max = 1000) int maxSurge,
        @Doc("How many instances fewer than desired may be ready during a rolling update.") @Default("0") @Range(max = 1000) int maxUnavailable,
        @Doc("An update that comes no closer to its end for so long has failed; waiting for a dependency, an engine or a full disk does not count.") @Key("progressDeadlineSeconds") @Default("600") @Range(min = 1, max = 86400) Duration progressDeadline,
        @Doc("What follows when an update has failed: `rollback` to the last version that was healthy, or `pause`.") @Default("rollback") OnFailure onFailure,
        @Doc("What follows when a secret or configmap that the service refers to is replaced: `none`, so that `rune restart` is needed, or `rollout`, which is an update like any other and goes back to the version before when it fails.") @Default("none") OnConfigChange onConfigChange) {
    /** The ways. */
    public enum Type {
        /** A few at a time, gated by readiness. */
        ROLLING,
        /** Never two versions alive. */
        RECREATE
    }

    /** What follows when an update has failed. */
    public enum OnFailure {
        /** Back to the last version that was healthy. */
        ROLLBACK,
        /** Rest until somebody resumes it, undoes it or casts something else. */
        PAUSE
    }

    /** What follows when a secret or configmap is replaced. */
    public enum OnConfigChange {
        /** Nothing: instances go on with the version they were started with. */
        NONE,
        /** An update to the new version. */
        ROLLOUT
    }

    public UpdateStrategy {
        if (type == Type.ROLLING && maxSurge == 0 && maxUnavailable == 0) {
            throw new SectionException("maxSurge", "maxSurge and maxUnavailable cannot both be 0: nothing could move");
        }
    }
}
