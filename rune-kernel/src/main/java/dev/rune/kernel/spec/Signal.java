package dev.rune.kernel.spec;

import java.util.Arrays;
import java.util.List;

/**
 * A POSIX signal with its number on Linux (x86-64 and aarch64; signal(7)). Status: stable since 0.1.
 */
public enum Signal {
    /** Terminal gone. */
    SIGHUP(1),
    /** Interrupt. */
    SIGINT(2),
    /** Quit. */
    SIGQUIT(3),
    /** Abort. */
    SIGABRT(6),
    /** Kill; cannot be handled. */
    SIGKILL(9),
    /** The program's own, first. */
    SIGUSR1(10),
    /** The program's own, second. */
    SIGUSR2(12),
    /** Terminate. */
    SIGTERM(15),
    /** Continue. */
    SIGCONT(18),
    /** Stop; cannot be handled. */
    SIGSTOP(19),
    /** Window size. */
    SIGWINCH(28);

    private final int number;

    Signal(int number) {
        this.number = number;
    }

    /** The number. */
    public int number() {
        return number;
    }

    /** The signal written as {@code text}: {@code SIGTERM}, {@code TERM} or {@code 15}. */
    public static Signal parse(String text) {
        List<Signal> all = Arrays.asList(values());
        return all.stream()
                .filter(s -> s.name().equals(text) || s.name().equals("SIG" + text)
                        || Integer.toString(s.number).equals(text))
                .findFirst().orElseThrow(() -> new IllegalArgumentException(
                        "'" + text + "' is no signal that can be sent: one of " + all));
    }
}
