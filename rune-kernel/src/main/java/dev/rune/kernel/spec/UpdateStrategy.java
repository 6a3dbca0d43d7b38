package dev.rune.kernel.spec;

import dev.rune.kernel.section.Default;
import dev.rune.kernel.section.Doc;
import dev.rune.kernel.section.Range;
import dev.rune.kernel.section.SectionException;
import dev.rune.kernel.section.Shorthand;

/**
 * How a changed template reaches the running instances. Status: evolving since 0.1.
 *
 * @param type           rolling or recreate
 * @param maxSurge       instances more than desired that may be alive meanwhile
 * @param maxUnavailable instances fewer than desired that may be ready meanwhile
 */
@Doc("How a changed template reaches the running instances.")
@Shorthand("type")
public record UpdateStrategy(
        @Doc("`rolling` replaces instances a few at a time; `recreate` stops all of them before the first new one.") @Default("rolling") Type type,
        @Doc("How many instances more than desired may be alive during a rolling update.") @Default("1") @Range(max = 1000) int maxSurge,
        @Doc("How many instances fewer than desired may be ready during a rolling update.") @Default("0") @Range(max = 1000) int maxUnavailable) {
    /** The ways. */
    public enum Type {
        /** A few at a time, gated by readiness. */
        ROLLING,
        /** Never two versions alive. */
        RECREATE
    }

    public UpdateStrategy {
        if (type == Type.ROLLING && maxSurge == 0 && maxUnavailable == 0) {
            throw new SectionException("maxSurge", "maxSurge and maxUnavailable cannot both be 0: nothing could move");
        }
    }
}
