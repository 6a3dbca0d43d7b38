package dev.rune.kernel.spec;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * Where an instance listens. Status: stable since 0.1.
 *
 * @param number the port; empty for one of the instance's own, chosen by the runner
 */
public record TargetPort(OptionalInt number) {
    /** A port of the instance's own. */
    public static final TargetPort AUTO = new TargetPort(OptionalInt.empty());

    public TargetPort {
        Objects.requireNonNull(number);
        if (number.isPresent() && (number.getAsInt() < 1 || number.getAsInt() > 65535)) {
            throw new IllegalArgumentException(number.getAsInt() + " is no port: 1 to 65535, or 'auto'");
        }
    }

    /** The port written as {@code text}: a number or {@code auto}. */
    public static TargetPort parse(String text) {
        if (text.equals("auto")) {
            return AUTO;
        }
        if (!text.matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("'" + text + "' is no port: write a number from 1 to 65535, or 'auto'");
        }
        return new TargetPort(OptionalInt.of(Integer.parseInt(text)));
    }

    @Override
    public String toString() {
        return number.isPresent() ? Integer.toString(number.getAsInt()) : "auto";
    }
}
