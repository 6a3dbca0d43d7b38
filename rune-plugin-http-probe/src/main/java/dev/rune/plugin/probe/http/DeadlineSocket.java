package dev.rune.plugin.probe.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A connection with one deadline over everything that is done with it: a server that sends a byte now and then cannot draw
 * it out. TLS laid over it keeps to the deadline too, because it reads through this.
 */
final class DeadlineSocket extends Socket {
    private final long begin = System.nanoTime();
    private final long nanos;

    DeadlineSocket(Duration timeout) {
        this.nanos = timeout.toNanos();
    }

    /** Connects, or throws {@link SocketTimeoutException} at the deadline. */
    void connect(String host, int port) throws IOException {
        setTcpNoDelay(true);
        connect(new InetSocketAddress(InetAddress.getByName(host), port), millisLeft());
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new TimedStream(super.getInputStream());
    }

    private int millisLeft() throws SocketTimeoutException {
        long left = nanos - (System.nanoTime() - begin);
        if (left <= 0) {
            throw new SocketTimeoutException("the deadline has passed");
        }
        // 0 would mean to wait for ever.
        return Math.clamp(left / 1_000_000, 1, Integer.MAX_VALUE);
    }

    private final class TimedStream extends InputStream {
        private final InputStream stream;

        TimedStream(InputStream stream) {
            this.stream = stream;
        }

        @Override
        public int read() throws IOException {
            setSoTimeout(millisLeft());
            return stream.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            setSoTimeout(millisLeft());
            return stream.read(bytes, offset, length);
        }

        @Override
        public int available() throws IOException {
            return stream.available();
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
