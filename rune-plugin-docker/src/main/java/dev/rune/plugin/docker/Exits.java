package dev.rune.plugin.docker;

import dev.rune.kernel.status.Exit;
import java.util.OptionalInt;

/** What the engine's numbers say about an end. */
final class Exits {
    private static final int SIGNALLED = 128;
    private static final int LAST_SIGNAL = 64;
    private static final int KILL = 9;

    private Exits() {}

    /** The end that the engine describes with {@code code}: a shell's way to tell signals, 128 and the signal. */
    static Exit of(long code, boolean outOfMemory) {
        if (outOfMemory) {
            return new Exit(OptionalInt.empty(), OptionalInt.of(KILL), true);
        }
        int signal = (int) code - SIGNALLED;
        return signal > 0 && signal <= LAST_SIGNAL ? Exit.signal(signal) : Exit.code((int) code);
    }
}
