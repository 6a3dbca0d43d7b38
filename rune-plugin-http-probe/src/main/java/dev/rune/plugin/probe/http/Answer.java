package dev.rune.plugin.probe.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads as much of a server's answer as a verdict needs: the status line, and of an unhealthy answer the beginning of its
 * body. Reads at most {@value #MOST} bytes, whatever the server sends.
 */
final class Answer {
    /** Where an answer has said enough. */
    static final int MOST = 16 * 1024;

    private static final int SHOWN = 200;
    private static final Pattern STATUS = Pattern.compile("HTTP/\\d(?:\\.\\d)? (\\d{3})(?: (.*))?");

    private final InputStream stream;
    private final byte[] bytes = new byte[MOST];
    private int length;
    private int next;

    Answer(InputStream stream) {
        this.stream = stream;
    }

    /** What a server said first. */
    record Status(int code, String reason) {
        boolean healthy() {
            return code >= 200 && code <= 399;
        }

        /** Such as {@code HTTP 404 Not Found}. */
        @Override
        public String toString() {
            return "HTTP " + code + (reason.isEmpty() ? "" : " " + reason);
        }
    }

    /**
     * The status, after any that are only preliminary.
     *
     * @throws NotHttpException when the answer is none
     */
    Status status() throws IOException {
        while (true) {
            Matcher line = STATUS.matcher(statusLine());
            if (!line.matches()) {
                throw new NotHttpException(length == 0
                        ? "the server closed the connection without an answer"
                        : "no HTTP answer, but: " + OneLine.of(bytes, 0, length, SHOWN));
            }
            Status status = new Status(Integer.parseInt(line.group(1)), line.group(2) == null
                    ? ""
                    : OneLine.of(line.group(2).getBytes(StandardCharsets.ISO_8859_1), SHOWN));
            if (status.code >= 200 || status.code == 101) {
                return status;
            }
            skipHeaders();
        }
    }

    private String statusLine() throws IOException {
        int end = lineEnd();
        return end < 0 ? "" : line(end);
    }

    private String line(int end) {
        int stop = end > next && bytes[end - 1] == '\r' ? end - 1 : end;
        String line = new String(bytes, next, stop - next, StandardCharsets.ISO_8859_1);
        next = end + 1;
        return line;
    }

    /** Where the line feed is that ends the present line, or -1 where none comes. */
    private int lineEnd() throws IOException {
        int at = next;
        while (true) {
            for (; at < length; at++) {
                if (bytes[at] == '\n') {
                    return at;
                }
            }
            if (!more()) {
                return -1;
            }
        }
    }

    private boolean more() throws IOException {
        if (length == MOST) {
            return false;
        }
        int read = stream.read(bytes, length, MOST - length);
        length += Math.max(read, 0);
        return read > 0;
    }

    /** Goes on to the body; tells whether it comes in chunks. */
    private boolean skipHeaders() throws IOException {
        boolean chunked = false;
        for (int end = lineEnd(); end >= 0; end = lineEnd()) {
            String header = line(end).toLowerCase(Locale.ROOT);
            if (header.isEmpty()) {
                return chunked;
            }
            chunked |= header.startsWith("transfer-encoding:") && header.contains("chunked");
        }
        next = length;
        return chunked;
    }

    /** The beginning of the body as one printable line; as much of it as comes in time. */
    String body() {
        boolean chunked = false;
        try {
            chunked = skipHeaders();
            while (length - next < 2 * SHOWN && more()) {
                // There is more to come.
            }
        } catch (IOException e) {
            // The status is what counts; what has come until now is shown.
        }
        if (chunked) {
            skipChunkSize();
        }
        return OneLine.of(bytes, next, length, SHOWN);
    }

    /** Only the first chunk's: few servers send a short text in many. */
    private void skipChunkSize() {
        int at = next;
        while (at < length && bytes[at] != '\n') {
            at++;
        }
        int size = 0;
        for (int i = next; i < at && Character.digit(bytes[i], 16) >= 0 && size < MOST; i++) {
            size = size * 16 + Character.digit(bytes[i], 16);
        }
        next = Math.min(at + 1, length);
        length = Math.min(length, next + size);
    }

    /** Takes what has come already, so that closing the connection does not tell the server that it was not wanted. */
    void drain() throws IOException {
        while (length < MOST && stream.available() > 0 && more()) {
            // There is more already.
        }
    }
}
