package dev.rune.plugin.probe.http;

import java.nio.charset.StandardCharsets;

/** Makes one printable line of what a server sent. */
final class OneLine {
    private OneLine() {}

    /** {@link #of(byte[], int, int, int)} of all of {@code bytes}. */
    static String of(byte[] bytes, int most) {
        return of(bytes, 0, bytes.length, most);
    }

    /**
     * The bytes from {@code begin} to {@code end} as UTF-8 text, where runs of blanks and line ends are one blank, and what
     * cannot be printed is a replacement character.
     *
     * @param most so many bytes at most, then an ellipsis
     */
    static String of(byte[] bytes, int begin, int end, int most) {
        int stop = Math.min(end, begin + most);
        while (stop < end && stop > begin && (bytes[stop] & 0xC0) == 0x80) {
            stop--; // not in the middle of a character
        }
        StringBuilder line = new StringBuilder();
        new String(bytes, begin, stop - begin, StandardCharsets.UTF_8).strip().codePoints().forEach(c -> {
            if (Character.isWhitespace(c)) {
                if (!line.isEmpty() && line.charAt(line.length() - 1) != ' ') {
                    line.append(' ');
                }
            } else {
                line.appendCodePoint(printable(c) ? c : 0xFFFD);
            }
        });
        return stop < end ? line + "…" : line.toString();
    }

    private static boolean printable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.PRIVATE_USE, Character.SURROGATE,
                    Character.UNASSIGNED ->
                false;
            default -> true;
        };
    }
}
