package dev.rune.plugin.docker;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Takes apart what the engine sends of two streams over one connection: eight bytes of head, then so many of one. */
final class Frames {
    private static final int HEAD = 8;
    private static final int STDERR = 2;
    /** Far more than the engine sends at once. */
    private static final int LONGEST = 16 << 20;

    private final InputStream input;

    Frames(InputStream input) {
        this.input = input;
    }

    /**
     * A piece of one stream.
     *
     * @param error whether it is of standard error
     * @param bytes not to be changed
     */
    record Frame(boolean error, byte[] bytes) {}

    /** The next piece; empty at the end. */
    Optional<Frame> next() throws IOException {
        byte[] head = input.readNBytes(HEAD);
        if (head.length == 0) {
            return Optional.empty();
        }
        if (head.length < HEAD) {
            throw new EOFException("the engine broke off in the middle of a frame");
        }
        int length = (head[4] & 0xff) << 24 | (head[5] & 0xff) << 16 | (head[6] & 0xff) << 8 | head[7] & 0xff;
        if (length < 0 || length > LONGEST || head[1] != 0 || head[2] != 0 || head[3] != 0) {
            throw new IOException("what the engine sent is no frame of two streams");
        }
        byte[] bytes = input.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the engine broke off in the middle of a frame");
        }
        return Optional.of(new Frame(head[0] == STDERR, bytes));
    }
}
