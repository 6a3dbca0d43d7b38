package dev.rune.kernel.spec;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of memory. Status: stable since 0.1.
 *
 * @param bytes at least 1
 */
public record ByteSize(long bytes) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,19})(Ki|Mi|Gi|Ti|k|M|G|T)?");
    private static final List<String> BINARY = List.of("", "Ki", "Mi", "Gi", "Ti");
    private static final List<String> DECIMAL = List.of("", "k", "M", "G", "T");

    public ByteSize {
        if (bytes < 1) {
            throw new IllegalArgumentException("an amount of memory is at least 1 byte, not " + bytes);
        }
    }

    /** The amount written as {@code text}: a whole number, alone or with Ki, Mi, Gi, Ti (1024) or k, M, G, T (1000). */
    public static ByteSize parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no amount of memory: write a whole number of bytes, or "
                            + "one with Ki, Mi, Gi, Ti, k, M, G or T, such as 128Mi");
        }
        String unit = matcher.group(2) == null ? "" : matcher.group(2);
        long factor = BINARY.contains(unit) ? 1L << (10 * BINARY.indexOf(unit)) : pow1000(DECIMAL.indexOf(unit));
        try {
            return new ByteSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), factor));
        } catch (ArithmeticException | NumberFormatException tooLarge) {
            throw new IllegalArgumentException("'" + text + "' is more memory than can be counted", tooLarge);
        }
    }

    /** The shortest exact form with a binary unit. */
    @Override
    public String toString() {
        int unit = Math.min(BINARY.size() - 1, Long.numberOfTrailingZeros(bytes) / 10);
        return (bytes >> (10 * unit)) + BINARY.get(unit);
    }

    private static long pow1000(int exponent) {
        return exponent == 0 ? 1 : 1000 * pow1000(exponent - 1);
    }
}
