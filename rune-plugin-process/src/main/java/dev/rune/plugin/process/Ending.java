package dev.rune.plugin.process;

import dev.rune.kernel.status.Exit;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How and when a main process ended, as it stands in the file {@code exit}: {@code code 3 NANOS}, {@code signal 9 NANOS},
 * {@code memory 9 NANOS} for a signal because of the memory limit, or {@code unknown 0 NANOS}.
 *
 * @param exit how
 * @param at   when
 */
record Ending(Exit exit, Instant at) {
    private static final Pattern FORM = Pattern.compile("(code|signal|memory|unknown) ([0-9]{1,3}) ([0-9]{1,19})\n");
    private static final int WAIT_SIGNAL_BITS = 0x7f;

    static Optional<Ending> parse(String text) {
        Matcher found = FORM.matcher(text);
        if (!found.matches()) {
            return Optional.empty();
        }
        OptionalInt number = OptionalInt.of(Integer.parseInt(found.group(2)));
        return Optional.of(new Ending(switch (found.group(1)) {
            case "code" -> new Exit(number, OptionalInt.empty(), false);
            case "signal" -> new Exit(OptionalInt.empty(), number, false);
            case "memory" -> new Exit(OptionalInt.empty(), number, true);
            default -> Exit.UNKNOWN;
        }, StartReply.instant(Long.parseLong(found.group(3)))));
    }

    /** From a status as wait(2) gives it. */
    static Ending ofWaitStatus(int status, Instant at) {
        int signal = status & WAIT_SIGNAL_BITS;
        return new Ending(signal == 0 ? Exit.code((status >> 8) & 0xff) : Exit.signal(signal), at);
    }

    static Ending unknown(Instant at) {
        return new Ending(Exit.UNKNOWN, at);
    }

    /** This ending, brought about by the memory limit. */
    Ending becauseOfMemory() {
        return new Ending(new Exit(OptionalInt.empty(), exit.signal(), true), at);
    }

    String text() {
        String how = exit.outOfMemory()
                ? "memory"
                : exit.signal().isPresent()
                        ? "signal"
                        : exit.code().isPresent() ? "code" : "unknown";
        int number = exit.signal().orElse(exit.code().orElse(0));
        return how + " " + number + " " + (at.getEpochSecond() * 1_000_000_000 + at.getNano()) + "\n";
    }
}
