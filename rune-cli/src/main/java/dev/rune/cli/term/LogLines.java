package dev.rune.cli.term;

import dev.rune.cli.json.Json;
import dev.rune.cli.json.JsonException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads a stream of log lines: one JSON object in each line. */
public final class LogLines {
    private final InputStream in;
    private byte[] buffer = new byte[64 * 1024];
    private int at;
    private int end;

    /** Reads {@code in}, which the caller closes. */
    public LogLines(InputStream in) {
        this.in = in;
    }

    /** The next line; absent at the end. Lines that are not understood are skipped: one bad line must not hide the others. */
    public Json next() throws IOException {
        while (true) {
            int newLine = find();
            if (newLine < 0) {
                return Json.object().at("end");
            }
            int start = at;
            at = newLine + 1;
            if (newLine > start) {
                try {
                    return Json.parse(buffer, start, newLine - start);
                } catch (JsonException e) {
                    continue;
                }
            }
        }
    }

    /** Whether another line is there without waiting for it. */
    public boolean hasMore() {
        for (int i = at; i < end; i++) {
            if (buffer[i] == '\n') {
                return true;
            }
        }
        return false;
    }

    /** Where the line that begins at {@link #at} ends, reading on as far as is needed, which may move both; -1 at the end. */
    private int find() throws IOException {
        int i = at;
        while (true) {
            for (; i < end; i++) {
                if (buffer[i] == '\n') {
                    return i;
                }
            }
            if (at > 0) {
                System.arraycopy(buffer, at, buffer, 0, end - at);
                end -= at;
                i -= at;
                at = 0;
            }
            if (end == buffer.length) {
                buffer = Arrays.copyOf(buffer, buffer.length * 2);
            }
            int count = in.read(buffer, end, buffer.length - end);
            if (count < 0) {
                return -1;
            }
            end += count;
        }
    }
}
