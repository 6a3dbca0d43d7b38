package dev.rune.cli.term;

import dev.rune.cli.exit.Failure;
import java.time.Duration;

/** Reads times and durations and says how long ago something was. */
public final class Times {
    private static final long DAY = 86_400;

    private Times() {}

    /**
     * How long ago a moment was, in the largest unit that fits: {@code 2d}, {@code 3h}, {@code 5m}, {@code 10s}.
     *
     * @param timestamp RFC 3339 in UTC; {@code -} is answered for anything else
     * @param nowMillis now, in milliseconds since 1970
     */
    public static String age(String timestamp, long nowMillis) {
        long at = epochMillis(timestamp);
        return at == Long.MIN_VALUE ? "-" : compact(Math.max(0, nowMillis - at) / 1000);
    }

    /** {@code seconds} in the largest unit that fits. */
    public static String compact(long seconds) {
        if (seconds >= DAY) {
            return seconds / DAY + "d";
        }
        return seconds >= 3600 ? seconds / 3600 + "h" : seconds >= 60 ? seconds / 60 + "m" : seconds + "s";
    }

    /**
     * Milliseconds since 1970 of {@code 2026-01-02T03:04:05.678Z}, or {@link Long#MIN_VALUE} where it is no such text. By
     * hand: the JDK's formatters take longer to load than a command takes.
     */
    public static long epochMillis(String timestamp) {
        if (timestamp.length() < 20 || !timestamp.endsWith("Z")) {
            return Long.MIN_VALUE;
        }
        try {
            long days = daysSince1970(digits(timestamp, 0, 4), digits(timestamp, 5, 7), digits(timestamp, 8, 10));
            long seconds = days * DAY + digits(timestamp, 11, 13) * 3600L + digits(timestamp, 14, 16) * 60L
                    + digits(timestamp, 17, 19);
            long millis = 0;
            for (int i = 20, unit = 100; i < timestamp.length() - 1 && unit > 0; i++, unit /= 10) {
                millis += digits(timestamp, i, i + 1) * (long) unit;
            }
            return seconds * 1000 + millis;
        } catch (NumberFormatException e) {
            return Long.MIN_VALUE;
        }
    }

    private static int digits(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }

    /** Days in the civil calendar, with years that begin in March so that the leap day is the last. */
    private static long daysSince1970(int year, int month, int day) {
        long y = month <= 2 ? year - 1L : year;
        long era = Math.floorDiv(y, 400);
        long yearOfEra = y - era * 400;
        long dayOfYear = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468;
    }

    /**
     * Reads {@code 90s}, {@code 5m}, {@code 1h30m}, {@code 250ms}, {@code 2d}.
     *
     * @param option the option that it stands with, for the message
     * @throws Failure a usage error where it is no duration
     */
    public static Duration duration(String option, String text) {
        long millis = 0;
        int at = 0;
        while (at < text.length()) {
            int start = at;
            while (at < text.length() && Character.isDigit(text.charAt(at))) {
                at++;
            }
            int unit = at;
            while (at < text.length() && Character.isLetter(text.charAt(at))) {
                at++;
            }
            long factor = millis(text.substring(unit, at));
            if (unit == start || unit - start > 9 || factor == 0) {
                throw badDuration(option, text);
            }
            millis += Long.parseLong(text.substring(start, unit)) * factor;
        }
        if (text.isEmpty()) {
            throw badDuration(option, text);
        }
        return Duration.ofMillis(millis);
    }

    private static long millis(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s" -> 1000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> DAY * 1000;
            default -> 0;
        };
    }

    private static Failure badDuration(String option, String text) {
        return Failure.usage(option + " '" + text + "' is no duration; write it like 90s, 5m, 1h30m or 250ms");
    }
}
