package dev.rune.plugin.docker;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The body of an answer, which ends where the answer says so and not where the connection does. */
abstract class BodyInput extends InputStream {
    private final InputStream input;
    private long left;

    /** A body whose first part has {@code size} bytes. */
    BodyInput(InputStream input, long size) {
        this.input = input;
        this.left = size;
    }

    /** The size of the part behind the one that has been read; 0 where there is none. */
    abstract long nextPart() throws IOException;

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
            left = nextPart();
            if (left == 0) {
                return -1;
            }
        }
        int count = input.read(bytes, from, (int) Math.min(length, left));
        if (count < 0) {
            throw new EOFException("the connection was closed with " + left + " bytes of an answer to come");
        }
        left -= count;
        return count;
    }
}
