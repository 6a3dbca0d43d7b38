package dev.rune.testkit;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/** Bytes on their way from one thread to another, without a bound. */
final class ByteQueue {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private byte[] current = {};
    private int at;
    private boolean ended;

    synchronized void put(byte[] bytes) {
        if (!ended) {
            written.writeBytes(bytes);
            notifyAll();
        }
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** At least one byte, at most {@code most}; none at the end. Blocks until there is one or the other. */
    private synchronized int take(byte[] into, int offset, int most) {
        boolean interrupted = false;
        while (at == current.length && written.size() == 0 && !ended) {
            try {
                wait();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (at == current.length) {
            current = written.toByteArray();
            written.reset();
            at = 0;
        }
        int taken = Math.min(most, current.length - at);
        System.arraycopy(current, at, into, offset, taken);
        at += taken;
        return taken == 0 ? -1 : taken;
    }

    InputStream source() {
        return new InputStream() {
            @Override
            public int read() {
                byte[] one = new byte[1];
                return take(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int most) {
                return most == 0 ? 0 : take(into, offset, most);
            }
        };
    }

    OutputStream sink() {
        return new OutputStream() {
            @Override
            public void write(int b) {
                put(new byte[]{(byte) b});
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                put(Arrays.copyOfRange(bytes, offset, offset + length));
            }

            @Override
            public void close() {
                end();
            }
        };
    }
}
