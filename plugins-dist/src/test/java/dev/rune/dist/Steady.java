package dev.rune.dist;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that do what HTTP asks of clients and no more: 100 requests a second on fresh connections to each of some
 * ports and to the daemon's own API, and 100 on kept ones, where a request is repeated, once, if the server has closed the connection without a word
 * on it. Whoever is refused, broken off, or answered otherwise than with 200 has failed.
 */
final class Steady implements AutoCloseable {
    private static final int REQUESTERS = 10;
    private static final long PERIOD_NANOS = 100_000_000;
    private static final int PATIENCE_MILLIS = 30_000;

    private final String host;
    private final Map<String, Count> counts = new ConcurrentHashMap<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Queue<String> instances = new ConcurrentLinkedQueue<>();
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean over;

    /** What became of one kind of requests. */
    private static final class Count {
        private final AtomicInteger done = new AtomicInteger();
        private final AtomicLong longest = new AtomicLong();
    }

    /** A connection that was closed before anything was said on it. */
    private static final class Silence extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private interface Client {
        void run() throws IOException;
    }

    /** Begins to ask for {@code host}. */
    Steady(String host, int door, int port, int api) {
        this.host = host;
        for (int i = 0; i < REQUESTERS; i++) {
            begin("fresh", () -> fresh("fresh", host, "/", door));
            begin("tcp", () -> fresh("tcp", host, "/", port));
            begin("api", () -> fresh("api", "localhost", "/healthz", api));
            begin("kept", () -> kept(door));
        }
    }

    private void begin(String what, Client client) {
        counts.putIfAbsent(what, new Count());
        clients.add(Thread.ofVirtual().start(() -> {
            while (!over) {
                try {
                    client.run();
                } catch (IOException e) {
                    failures.add(what + ": " + e);
                    pauseFrom(System.nanoTime());
                }
            }
        }));
    }

    private void fresh(String what, String name, String path, int port) throws IOException {
        long began = System.nanoTime();
        try (var socket = connect(port)) {
            ask(socket, name, path, "Connection: close\r\n");
        }
        done(what, began);
        pauseFrom(began);
    }

    private void kept(int port) throws IOException {
        var socket = connect(port);
        try {
            boolean used = false;
            while (!over) {
                long began = System.nanoTime();
                boolean open;
                try {
                    open = ask(socket, host, "/", "");
                } catch (Silence e) {
                    if (!used) {
                        throw e;
                    }
                    socket.close();
                    socket = connect(port);
                    open = ask(socket, host, "/", "");
                }
                used = true;
                done("kept", began);
                pauseFrom(began);
                if (!open) {
                    return;
                }
            }
        } finally {
            socket.close();
        }
    }

    private static Socket connect(int port) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        return socket;
    }

    /** Returns whether another request may follow on the connection. */
    private boolean ask(Socket socket, String name, String path, String more) throws IOException {
        String status;
        InputStream in = socket.getInputStream();
        try {
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: " + name + "\r\n" + more + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            status = line(in, true);
        } catch (SocketException e) {
            throw new Silence();
        }
        int length = 0;
        boolean open = true;
        for (String line = line(in, false); !line.isEmpty(); line = line(in, false)) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            }
            open &= !line.equalsIgnoreCase("connection: close");
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the body ended early");
        }
        String text = new String(body, StandardCharsets.UTF_8);
        if (!status.startsWith("HTTP/1.1 200")) {
            throw new IOException(status + ": " + text.strip());
        }
        instances.add(text);
        return open;
    }

    private static String line(InputStream in, boolean first) throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                if (first && line.isEmpty()) {
                    throw new Silence();
                }
                throw new EOFException("the connection ended after '" + line + "'");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    private void done(String what, long began) {
        var count = counts.getOrDefault(what, new Count());
        count.done.incrementAndGet();
        count.longest.accumulateAndGet(System.nanoTime() - began, Math::max);
    }

    private static void pauseFrom(long began) {
        long end = began + PERIOD_NANOS;
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    /** How many requests of each kind went well. */
    Map<String, Integer> done() {
        var all = new TreeMap<String, Integer>();
        counts.forEach((what, count) -> all.put(what, count.done.get()));
        return all;
    }

    /** The longest time that a request of each kind has taken since this was asked last, in milliseconds. */
    Map<String, Long> longestMillis() {
        var all = new TreeMap<String, Long>();
        counts.forEach((what, count) -> all.put(what, count.longest.getAndSet(0) / 1_000_000));
        return all;
    }

    /** Forgets what has failed, and returns how much that was. */
    int forgetFailures() {
        int count = failures.size();
        failures.clear();
        return count;
    }

    /** Who has answered since this was asked last. */
    List<String> answered() {
        var all = new ArrayList<String>();
        for (String next = instances.poll(); next != null; next = instances.poll()) {
            all.add(next);
        }
        return all;
    }

    /** Waits until each kind has had so many more answers. */
    void awaitMore() {
        var before = done();
        Await.that("more answers of every kind; failed: " + failures, () -> done().entrySet().stream()
                .allMatch(kind -> kind.getValue() >= before.get(kind.getKey()) + 50));
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
