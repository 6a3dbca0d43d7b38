package dev.rune.kernel.section;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * The numbers a field allows.
 *
 * @param min  the least
 * @param max  the greatest
 * @param unit what follows a number in a message, such as {@code " seconds"}
 */
record Limits(BigDecimal min, BigDecimal max, String unit) {
    /** The range said by the annotation, within what the type can hold. */
    static Limits of(Optional<Range> said, long least, long greatest, String unit) {
        return new Limits(BigDecimal.valueOf(said.map(range -> Math.max(range.min(), least)).orElse(least)),
                BigDecimal.valueOf(said.map(range -> Math.min(range.max(), greatest)).orElse(greatest)), unit);
    }

    /** The range said by the annotation, for a number that need not be whole. */
    static Limits ofDouble(Optional<Range> said) {
        BigDecimal greatest = new BigDecimal(Double.MAX_VALUE);
        return new Limits(said.map(range -> BigDecimal.valueOf(range.min())).orElse(greatest.negate()),
                said.map(range -> BigDecimal.valueOf(range.max())).orElse(greatest), "");
    }

    BigDecimal check(String text) {
        BigDecimal number = CoreSchema.number(text);
        if (number.compareTo(min) < 0 || number.compareTo(max) > 0) {
            throw new IllegalArgumentException(text + unit + " is not allowed: " + allowed());
        }
        return number;
    }

    /** What a type can hold is no limit that anybody set. */
    private String allowed() {
        boolean below = min.compareTo(BigDecimal.valueOf(Integer.MIN_VALUE)) > 0;
        boolean above = max.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) < 0;
        if (below && !above) {
            return "at least " + min.toPlainString();
        }
        return above && !below ? "at most " + max.toPlainString() : min.toPlainString() + " to " + max.toPlainString();
    }
}
