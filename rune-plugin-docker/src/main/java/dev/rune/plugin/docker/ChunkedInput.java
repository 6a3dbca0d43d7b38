package dev.rune.plugin.docker;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A body in chunks (RFC 9112, 7.1). */
final class ChunkedInput extends InputStream {
    private final Wire wire;
    private long left;
    private boolean first = true;
    private boolean ended;

    ChunkedInput(Wire wire) {
        this.wire = wire;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0 && !nextChunk()) {
            return -1;
        }
        int count = wire.input().read(bytes, from, (int) Math.min(length, left));
        if (count < 0) {
            throw new EOFException("the connection was closed in the middle of an answer");
        }
        left -= count;
        return count;
    }

    private boolean nextChunk() throws IOException {
        if (ended) {
            return false;
        }
        if (!first) {
            wire.line();
        }
        first = false;
        String size = wire.line();
        int extension = size.indexOf(';');
        try {
            left = Long.parseLong((extension < 0 ? size : size.substring(0, extension)).strip(), 16);
        } catch (NumberFormatException broken) {
            throw new IOException("'" + size + "' is no size of a chunk", broken);
        }
        ended = left == 0;
        return !ended;
    }
}
