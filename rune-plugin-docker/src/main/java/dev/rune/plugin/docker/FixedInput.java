package dev.rune.plugin.docker;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A body of known length. */
final class FixedInput extends InputStream {
    private final InputStream input;
    private long left;

    FixedInput(InputStream input, long length) {
        this.input = input;
        this.left = length;
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
        if (left == 0) {
            return -1;
        }
        int count = input.read(bytes, from, (int) Math.min(length, left));
        if (count < 0) {
            throw new EOFException("the connection was closed with " + left + " bytes of an answer to come");
        }
        left -= count;
        return count;
    }
}
