package dev.rune.kernel.section;

import dev.rune.kernel.section.Scalar.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Set;
import java.util.regex.Pattern;

/** What plain text is, and what number it stands for, by the core schema of YAML 1.2 (chapter 10.3). */
final class CoreSchema {
    private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> TRUE = Set.of("true", "True", "TRUE");
    private static final Set<String> FALSE = Set.of("false", "False", "FALSE");
    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?"
            + "|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");
    /** Longer than any number a section can mean; arithmetic on megabytes of digits would take minutes. */
    private static final int LONGEST_NUMBER = 64;

    private CoreSchema() {}

    static Kind kindOf(String plain) {
        if (NULL.contains(plain)) {
            return Kind.NULL;
        }
        if (TRUE.contains(plain) || FALSE.contains(plain)) {
            return Kind.BOOLEAN;
        }
        if (INTEGER.matcher(plain).matches()) {
            return Kind.INTEGER;
        }
        return DECIMAL.matcher(plain).matches() ? Kind.DECIMAL : Kind.STRING;
    }

    static boolean truth(String text) {
        return TRUE.contains(text);
    }

    /**
     * The number that {@code text}, of a kind that is a number, stands for.
     *
     * @throws IllegalArgumentException when it is no finite number or too long
     */
    static BigDecimal number(String text) {
        if (text.length() > LONGEST_NUMBER) {
            throw new IllegalArgumentException("a number of " + text.length() + " characters is too long");
        }
        if (text.startsWith("0x") || text.startsWith("0o")) {
            return new BigDecimal(new BigInteger(text.substring(2), text.charAt(1) == 'x' ? 16 : 8));
        }
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException notFinite) {
            throw new IllegalArgumentException(text + " is no finite number", notFinite);
        }
    }
}
