package dev.rune.dist;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients of one service behind the front door: 100 requests a second on kept connections, 100 on fresh ones, 20
 * WebSockets and 20 event streams. Whatever ends otherwise than its protocol provides for is a failure.
 */
final class Traffic implements AutoCloseable {
    private static final int REQUESTERS = 10;
    private static final int STREAMS = 20;
    private static final long PERIOD_NANOS = 100_000_000;
    private static final int PATIENCE_MILLIS = 30_000;

    private final int port;
    private final String host;
    private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();
    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean over;

    /**
     * Something that should not have happened to a client.
     *
     * @param what     what the client was
     * @param instance who served it last, where it could know
     * @param how      what happened
     */
    record Failure(String what, String instance, String how) {}

    /** One try of a client; returns who served it. */
    private interface Attempt {
        void run(Seen seen) throws IOException;
    }

    /** Who serves a client, as far as it has been told. */
    private static final class Seen {
        private String instance = "";
        /** What came of an event that is not complete yet: chunks end where they like. */
        private String text = "";
    }

    Traffic(int port, String host) {
        this(port, host, REQUESTERS);
    }

    private Traffic(int port, String host, int requesters) {
        this.port = port;
        this.host = host;
        // The door opens a moment after the first instance is ready.
        Await.that("an open door", this::listening);
        for (int i = 0; i < requesters; i++) {
            client("kept", this::kept);
            client("fresh", this::fresh);
        }
        for (int i = 0; i < STREAMS; i++) {
            client("websocket", this::webSocket);
            client("events", this::events);
        }
    }

    private boolean listening() {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** The WebSockets and the event streams alone. */
    static Traffic ofStreams(int port, String host) {
        return new Traffic(port, host, 0);
    }

    private void client(String what, Attempt attempt) {
        counts.computeIfAbsent(what, _ -> new AtomicInteger());
        clients.add(Thread.ofVirtual().start(() -> {
            while (!over) {
                var seen = new Seen();
                try {
                    attempt.run(seen);
                } catch (IOException e) {
                    if (!over) {
                        failures.add(new Failure(what, seen.instance, String.valueOf(e.getMessage())));
                    }
                }
            }
        }));
    }

    private void counted(String what) {
        counts.getOrDefault(what, new AtomicInteger()).incrementAndGet();
    }

    /** How many requests, frames and events went well, by kind. */
    Map<String, Integer> counts() {
        var all = new TreeMap<String, Integer>();
        counts.forEach((what, count) -> all.put(what, count.get()));
        return all;
    }

    List<Failure> failures() {
        return List.copyOf(failures);
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private void send(Socket socket, String path, String more) throws IOException {
        socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + more + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended after '" + line + "'");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    /** Reads a head and returns its length of body; fails where the status is not {@code wanted}. */
    private static int head(InputStream in, String wanted) throws IOException {
        String status = line(in);
        int length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            length = line.regionMatches(true, 0, "content-length:", 0, 15)
                    ? Integer.parseInt(line.substring(15).strip())
                    : length;
        }
        if (!status.startsWith("HTTP/1.1 " + wanted)) {
            throw new IOException(status + ": " + new String(in.readNBytes(length), StandardCharsets.UTF_8).strip());
        }
        return length;
    }

    private void request(Socket socket, String more, String what) throws IOException {
        send(socket, "/", more);
        int length = head(socket.getInputStream(), "200");
        if (socket.getInputStream().readNBytes(length).length < length) {
            throw new EOFException("the body ended early");
        }
        counted(what);
    }

    private void kept(Seen seen) throws IOException {
        try (var socket = connect()) {
            for (long next = System.nanoTime(); !over; next += PERIOD_NANOS) {
                request(socket, "", "kept");
                pauseUntil(next + PERIOD_NANOS);
            }
        }
    }

    private void fresh(Seen seen) throws IOException {
        long began = System.nanoTime();
        try (var socket = connect()) {
            request(socket, "Connection: close\r\n", "fresh");
        }
        pauseUntil(began + PERIOD_NANOS);
    }

    private static void pauseUntil(long end) {
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void events(Seen seen) throws IOException {
        try (var socket = connect()) {
            send(socket, "/events", "");
            var in = socket.getInputStream();
            head(in, "200");
            for (int size = chunk(in, seen); size > 0 && !over; size = chunk(in, seen)) {
                counted("events");
            }
        }
    }

    private static int chunk(InputStream in, Seen seen) throws IOException {
        int size = Integer.parseInt(line(in), 16);
        String data = new String(in.readNBytes(size), StandardCharsets.UTF_8);
        line(in);
        seen.text += data;
        for (int end = seen.text.indexOf("\n\n"); end >= 0; end = seen.text.indexOf("\n\n")) {
            seen.instance = seen.text.substring("data: ".length(), end);
            seen.text = seen.text.substring(end + 2);
        }
        return size;
    }

    private void webSocket(Seen seen) throws IOException {
        try (var socket = connect()) {
            send(socket, "/ws", "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
            var in = socket.getInputStream();
            head(in, "101");
            while (!over) {
                socket.getOutputStream().write(new byte[]{(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, 'h', 'i'});
                byte[] head = in.readNBytes(2);
                if (head.length < 2) {
                    throw new EOFException("the WebSocket ended without a close frame");
                }
                byte[] payload = in.readNBytes(head[1] & 0x7f);
                if ((head[0] & 0x0f) == 8) {
                    socket.getOutputStream().write(new byte[]{(byte) 0x88, (byte) 0x80, 0, 0, 0, 0});
                    return;
                }
                seen.instance = new String(payload, StandardCharsets.UTF_8);
                counted("websocket");
                pauseUntil(System.nanoTime() + PERIOD_NANOS);
            }
        }
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
