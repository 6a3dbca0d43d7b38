package dev.rune.plugin.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

/** Bytes on their way from one thread to another. Whoever is ahead waits. */
final class BytePipe extends InputStream {
    private static final int ROOM = 1 << 20;

    // All guarded by this.
    private final byte[] ring = new byte[ROOM];
    private int from;
    private int count;
    private boolean ended;
    private boolean unread;

    /** Puts bytes in; waits while there is no room. What nobody will read is dropped. */
    synchronized void put(byte[] bytes) throws InterruptedException {
        int done = 0;
        while (done < bytes.length && !unread) {
            if (count == ROOM) {
                wait();
                continue;
            }
            int to = (from + count) % ROOM;
            int part = Math.min(Math.min(bytes.length - done, ROOM - count), ROOM - to);
            System.arraycopy(bytes, done, ring, to, part);
            done += part;
            count += part;
            notifyAll();
        }
    }

    /** Nothing more comes. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public synchronized int read(byte[] bytes, int at, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (count == 0 && !ended) {
            try {
                wait();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting for output");
            }
        }
        if (count == 0) {
            return -1;
        }
        int part = Math.min(Math.min(length, count), ROOM - from);
        System.arraycopy(ring, from, bytes, at, part);
        from = (from + part) % ROOM;
        count -= part;
        notifyAll();
        return part;
    }

    @Override
    public synchronized int available() {
        return count;
    }

    @Override
    public synchronized void close() {
        unread = true;
        ended = true;
        count = 0;
        notifyAll();
    }
}
