package dev.rune.kernel.section;

import java.util.Locale;

/** Turns the names of the code into the words of the file. */
final class Words {
    private Words() {}

    /** {@code ON_FAILURE} as {@code on-failure}. */
    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@code ByteSize} as {@code byte size}. */
    static String of(String camelCase, String separator) {
        return camelCase.replaceAll("(?<=[a-z0-9])(?=[A-Z])", separator).toLowerCase(Locale.ROOT);
    }
}
