package dev.rune.testkit;

import dev.rune.kernel.spi.exposure.Exposure;
import java.util.function.Supplier;

/**
 * A way to break the contract of exposures.
 *
 * @param rule     the rule it breaks
 * @param what     what an exposure with it does
 * @param exposure makes such an exposure
 */
record ExposureDefect(String rule, String what, Supplier<Exposure> exposure) {
    @Override
    public String toString() {
        return "an exposure that " + what + " breaks " + rule;
    }
}
