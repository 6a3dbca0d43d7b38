package dev.rune.kernel.spec;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * An amount of processor time. Status: stable since 0.1.
 *
 * @param millis thousandths of one processor, at least 1
 */
public record CpuAmount(long millis) {
    private static final Pattern FORM = Pattern.compile("[0-9]{1,9}m|[0-9]{1,6}(\\.[0-9]{1,3})?");

    public CpuAmount {
        if (millis < 1) {
            throw new IllegalArgumentException(
                    "an amount of processor time is at least 1m, a thousandth of a processor");
        }
    }

    /** The amount written as {@code text}: thousandths such as {@code 100m}, or processors such as {@code 0.5}. */
    public static CpuAmount parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is no amount of processor time: write thousandths of a "
                    + "processor such as 100m, or processors such as 0.5 or 2");
        }
        return new CpuAmount(text.endsWith("m")
                ? Long.parseLong(text.substring(0, text.length() - 1))
                : new BigDecimal(text).movePointRight(3).longValueExact());
    }

    @Override
    public String toString() {
        return millis % 1000 == 0 ? Long.toString(millis / 1000) : millis + "m";
    }
}
