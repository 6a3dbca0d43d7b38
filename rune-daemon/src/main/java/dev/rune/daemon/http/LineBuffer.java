package dev.rune.daemon.http;

import dev.rune.kernel.spi.runner.LogLine;
import dev.rune.kernel.status.InstanceId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/**
 * Log lines as the bytes of JSON, one object a line: {@code time, instance, stream, line}. Written by hand, because
 * hundreds of thousands of lines may be asked for at once. Used by one thread at a time.
 */
final class LineBuffer {
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");
    private static final byte[] TIME = ascii("{\"time\":\"");
    private static final byte[] STDOUT = ascii("\",\"stream\":\"stdout\",\"line\":\"");
    private static final byte[] STDERR = ascii("\",\"stream\":\"stderr\",\"line\":\"");
    private static final byte[] END = ascii("\"}\n");
    private static final byte[] HEX = ascii("0123456789abcdef");

    private byte[] bytes = new byte[1 << 14];
    private int length;
    /** The last second that was written, and its text: lines that follow each other mostly share it. */
    private long second = Long.MIN_VALUE;
    private byte[] secondText = {};
    /** The last instance, and its text. */
    private InstanceId instance = new InstanceId("", "");
    private byte[] instanceText = {};

    void add(LogLine line) {
        put(TIME);
        time(line.at());
        instance(line.instance());
        put(line.stream() == LogLine.Stream.STDOUT ? STDOUT : STDERR);
        escaped(line.text());
        put(END);
    }

    /** An empty line: readers of newline-delimited JSON skip it. */
    void addNothing() {
        room(1);
        bytes[length++] = '\n';
    }

    int length() {
        return length;
    }

    /** What was written, up to {@link #length()}. */
    byte[] bytes() {
        return bytes;
    }

    void clear() {
        length = 0;
    }

    private void time(Instant at) {
        if (at.getEpochSecond() != second) {
            second = at.getEpochSecond();
            secondText = ascii(SECOND.format(LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC)));
        }
        put(secondText);
        room(8);
        bytes[length++] = '.';
        int micros = at.getNano() / 1000;
        for (int i = 5; i >= 0; i--) {
            bytes[length + i] = (byte) ('0' + micros % 10);
            micros /= 10;
        }
        length += 6;
        bytes[length++] = 'Z';
    }

    private void instance(InstanceId id) {
        if (!id.equals(instance)) {
            instance = id;
            instanceText = ascii("\",\"instance\":\"" + id.name());
        }
        put(instanceText);
    }

    private void escaped(String text) {
        int count = text.length();
        // Enough for the worst character, \\u00XX, at every place.
        room(6 * count);
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                i = multibyte(text, i, c);
            } else if (c >= 0x20 && c != '"' && c != '\\') {
                bytes[length++] = (byte) c;
            } else {
                control(c);
            }
        }
    }

    private void control(char c) {
        bytes[length++] = '\\';
        switch (c) {
            case '"', '\\' -> bytes[length++] = (byte) c;
            case '\t' -> bytes[length++] = 't';
            case '\r' -> bytes[length++] = 'r';
            case '\n' -> bytes[length++] = 'n';
            default -> {
                bytes[length++] = 'u';
                bytes[length++] = '0';
                bytes[length++] = '0';
                bytes[length++] = HEX[c >> 4];
                bytes[length++] = HEX[c & 15];
            }
        }
    }

    /** @return the index of the last character that was written */
    private int multibyte(String text, int i, char c) {
        if (c < 0x800) {
            bytes[length++] = (byte) (0xC0 | (c >> 6));
            bytes[length++] = (byte) (0x80 | (c & 0x3F));
            return i;
        }
        int point = c;
        int last = i;
        if (Character.isSurrogate(c)) {
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                last = i + 1;
                point = Character.toCodePoint(c, text.charAt(last));
            } else {
                // Half a character is none.
                point = 0xFFFD;
            }
        }
        if (point >= 0x10000) {
            bytes[length++] = (byte) (0xF0 | (point >> 18));
            bytes[length++] = (byte) (0x80 | ((point >> 12) & 0x3F));
        } else {
            bytes[length++] = (byte) (0xE0 | (point >> 12));
        }
        bytes[length++] = (byte) (0x80 | ((point >> 6) & 0x3F));
        bytes[length++] = (byte) (0x80 | (point & 0x3F));
        return last;
    }

    private void put(byte[] text) {
        room(text.length);
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
