package dev.rune.programs;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as the files have them: microseconds since 1970. */
final class Moment {
    private static final long MICROS = 1_000_000;

    private Moment() {}

    static long now() {
        Instant now = Instant.now();
        return now.getEpochSecond() * MICROS + now.getNano() / 1000;
    }

    static Instant parse(String text) {
        return Instant.EPOCH.plus(Long.parseLong(text), ChronoUnit.MICROS);
    }
}
