package dev.rune.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that go on asking: half of them on a connection of its own for each request, half on a kept one, where a
 * request is repeated, once, if the server has closed the connection before it answered with anything.
 */
final class Visitors implements AutoCloseable {
    private static final int EACH = 10;
    private static final long PERIOD_NANOS = 20_000_000;
    private static final int PATIENCE_MILLIS = 30_000;

    private final String host;
    private final int port;
    private final List<Thread> clients = new ArrayList<>();
    private final AtomicInteger good = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    /** The longest that a request has taken that went well. */
    private final AtomicLong longestWait = new AtomicLong();
    /** The longest that nobody had a good answer. */
    private final AtomicLong longestSilence = new AtomicLong();
    private final AtomicLong lastGood = new AtomicLong(System.nanoTime());
    private volatile boolean over;

    /** A connection that was closed before anything was said on it. */
    private static final class Closed extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private interface Client {
        void run() throws IOException;
    }

    /** Begins to ask for {@code host} at a port of this machine. */
    Visitors(String host, int port) {
        this.host = host;
        this.port = port;
        for (var i = 0; i < EACH; i++) {
            begin(this::fresh);
            begin(this::kept);
        }
    }

    private void begin(Client client) {
        clients.add(Thread.ofVirtual().start(() -> {
            while (!over) {
                var began = System.nanoTime();
                try {
                    client.run();
                } catch (ConnectException e) {
                    refused.incrementAndGet();
                    pauseFrom(began);
                } catch (IOException e) {
                    failed.incrementAndGet();
                    pauseFrom(began);
                }
            }
        }));
    }

    private void fresh() throws IOException {
        var began = System.nanoTime();
        try (var socket = connect()) {
            ask(socket, "Connection: close\r\n");
        }
        done(began);
        pauseFrom(began);
    }

    private void kept() throws IOException {
        var socket = connect();
        try {
            var used = false;
            var open = true;
            while (!over && open) {
                var began = System.nanoTime();
                try {
                    open = ask(socket, "");
                } catch (Closed e) {
                    if (!used) {
                        throw e;
                    }
                    socket.close();
                    socket = connect();
                    open = ask(socket, "");
                }
                used = true;
                done(began);
                pauseFrom(began);
            }
        } finally {
            socket.close();
        }
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        return socket;
    }

    /** Returns whether another request may follow on the connection. */
    private boolean ask(Socket socket, String more) throws IOException {
        var in = socket.getInputStream();
        String status;
        try {
            socket.getOutputStream().write(("GET / HTTP/1.1\r\nHost: " + host + "\r\n" + more + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            status = line(in, true);
        } catch (SocketException e) {
            throw new Closed();
        }
        var length = 0;
        var open = true;
        for (var line = line(in, false); !line.isEmpty(); line = line(in, false)) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            }
            open &= !line.equalsIgnoreCase("connection: close");
        }
        if (in.readNBytes(length).length < length) {
            throw new EOFException("the body ended early");
        }
        if (!status.startsWith("HTTP/1.1 200")) {
            throw new IOException(status);
        }
        return open;
    }

    private static String line(InputStream in, boolean first) throws IOException {
        var line = new StringBuilder();
        for (var next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw first && line.isEmpty() ? new Closed() : new EOFException("the connection ended in a line");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    private void done(long began) {
        var now = System.nanoTime();
        good.incrementAndGet();
        longestWait.accumulateAndGet(now - began, Math::max);
        longestSilence.accumulateAndGet(now - lastGood.getAndSet(now), Math::max);
    }

    private static void pauseFrom(long began) {
        var end = began + PERIOD_NANOS;
        for (var left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** Waits until so many more requests went well. */
    void awaitGood(int more) {
        var goal = good.get() + more;
        while (good.get() < goal) {
            LockSupport.parkNanos(PERIOD_NANOS);
        }
    }

    int refused() {
        return refused.get();
    }

    /** Broken off, or answered otherwise than with 200. */
    int failed() {
        return failed.get();
    }

    double longestWaitMillis() {
        return longestWait.get() / 1e6;
    }

    double longestSilenceMillis() {
        return longestSilence.get() / 1e6;
    }

    @Override
    public void close() {
        over = true;
        for (var client : clients) {
            try {
                client.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
