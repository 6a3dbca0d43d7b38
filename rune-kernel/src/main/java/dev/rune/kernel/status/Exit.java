package dev.rune.kernel.status;

import dev.rune.kernel.spec.Signal;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * How an instance's main process ended. At most one of the two is present; neither where it cannot be known any more.
 * Status: stable since 0.1.
 *
 * @param code        the exit code, where it ended by itself
 * @param signal      the signal's number, where one ended it
 * @param outOfMemory whether it was killed because it went over its memory limit
 */
public record Exit(OptionalInt code, OptionalInt signal, boolean outOfMemory) {
    /** Nobody was there to see it. */
    public static final Exit UNKNOWN = new Exit(OptionalInt.empty(), OptionalInt.empty(), false);

    public Exit {
        if (code.isPresent() && signal.isPresent()) {
            throw new IllegalArgumentException("an exit has a code or a signal, not both");
        }
    }

    /** It ended by itself with {@code code}. */
    public static Exit code(int code) {
        return new Exit(OptionalInt.of(code), OptionalInt.empty(), false);
    }

    /** Signal {@code number} ended it. */
    public static Exit signal(int number) {
        return new Exit(OptionalInt.empty(), OptionalInt.of(number), false);
    }

    /** Whether it ended by itself with exit code 0. */
    public boolean success() {
        return code.isPresent() && code.getAsInt() == 0;
    }

    /** {@code exit code 3}, {@code SIGKILL}, {@code out of memory}. */
    @Override
    public String toString() {
        if (outOfMemory) {
            return "out of memory";
        }
        if (signal.isPresent()) {
            return Arrays.stream(Signal.values()).filter(s -> s.number() == signal.getAsInt()).map(Enum::name)
                    .findFirst()
                    .orElse("signal " + signal.getAsInt());
        }
        return code.isPresent() ? "exit code " + code.getAsInt() : "unknown exit";
    }
}
