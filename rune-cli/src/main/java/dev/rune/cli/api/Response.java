package dev.rune.cli.api;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** An answer whose body is read while it comes: of a known length, in chunks, or until the connection ends. */
public final class Response extends InputStream {
    private static final long UNTIL_END = -1;

    private final Wire wire;
    private final int status;
    private final Map<String, String> headers;
    private final boolean chunked;
    /** Bytes left of the body, or of the chunk where it comes in chunks. */
    private long left;
    private boolean finished;

    private Response(Wire wire, int status, Map<String, String> headers) throws IOException {
        this.wire = wire;
        this.status = status;
        this.headers = headers;
        this.chunked = "chunked".equalsIgnoreCase(headers.get("transfer-encoding"));
        String length = headers.get("content-length");
        this.left = chunked ? 0 : length == null ? UNTIL_END : Long.parseLong(length);
        this.finished = status == 204 || status == 101 || left == 0 && !chunked;
    }

    /** Reads the head of an answer. */
    static Response read(Wire wire) throws IOException {
        String line = wire.line();
        if (!line.startsWith("HTTP/1.") || line.length() < 12) {
            throw new IOException("the answer is not HTTP");
        }
        try {
            int status = Integer.parseInt(line.substring(9, 12));
            Map<String, String> headers = new HashMap<>();
            for (line = wire.line(); !line.isEmpty(); line = wire.line()) {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
                }
            }
            return new Response(wire, status, headers);
        } catch (NumberFormatException e) {
            throw new IOException("the answer is not HTTP", e);
        }
    }

    /** The status code. */
    int status() {
        return status;
    }

    /** A header by its name in lower case, empty where there is none. */
    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /** The connection, for an answer that is no HTTP any more. */
    Wire wire() {
        return wire;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (finished) {
            return -1;
        }
        if (chunked && left == 0 && !nextChunk()) {
            return -1;
        }
        int count = wire.read(into, offset, left == UNTIL_END ? length : (int) Math.min(length, left));
        if (count < 0) {
            finished = true;
            if (left != UNTIL_END) {
                throw new EOFException("the answer ended too early");
            }
            return -1;
        }
        if (left != UNTIL_END) {
            left -= count;
            if (chunked && left == 0) {
                wire.line();
            }
            finished = !chunked && left == 0;
        }
        return count;
    }

    private boolean nextChunk() throws IOException {
        String size = wire.line();
        int semicolon = size.indexOf(';');
        try {
            left = Long.parseLong(semicolon < 0 ? size.trim() : size.substring(0, semicolon).trim(), 16);
        } catch (NumberFormatException e) {
            throw new IOException("'" + size + "' is no size of a chunk", e);
        }
        if (left == 0) {
            finished = true;
            while (!wire.line().isEmpty()) {
                // Trailers say nothing that we ask for.
                continue;
            }
        }
        return left > 0;
    }

    /** The whole rest of the body. */
    byte[] rest() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream(4096);
        byte[] part = new byte[8192];
        for (int count = read(part, 0, part.length); count >= 0; count = read(part, 0, part.length)) {
            all.write(part, 0, count);
        }
        return all.toByteArray();
    }

    @Override
    public void close() {
        wire.close();
    }
}
