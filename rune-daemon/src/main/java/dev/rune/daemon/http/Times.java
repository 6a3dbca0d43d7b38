package dev.rune.daemon.http;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;

/** Points in time on the wire: RFC 3339, UTC, milliseconds. */
final class Times {
    private static final DateTimeFormatter FORMAT = new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private Times() {}

    /** {@code 2026-01-02T03:04:05.678Z}. */
    static String text(Instant at) {
        return FORMAT.format(at);
    }

    /** {@code 30s}, {@code 250ms}. */
    static String text(Duration time) {
        return time.toMillisPart() == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
    }

    /** Reads what a client sent as {@code parameter}. */
    static Instant parse(String parameter, String text) {
        try {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
        } catch (DateTimeParseException _) {
            throw new RequestException(400, "'" + parameter + "' is '" + text
                    + "'; it must be a point in time such as 2026-01-02T03:04:05Z");
        }
    }
}
