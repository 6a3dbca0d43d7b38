package dev.rune.plugin.expose;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * An instance that answers each request by its path with bytes that a test has laid down, and keeps what it was sent. A
 * request that has a body is taken to end where its length says or its last chunk is.
 */
final class RawServer implements AutoCloseable {
    private static final String PLAIN = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final ServerSocket socket;
    private final Thread accepting;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Predicate<String> reads = _ -> true;

    RawServer() {
        try {
            socket = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        accepting = Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Lays down what {@code path} is answered with; ends with {@code <close>} where the connection is closed then. */
    void answer(String path, String bytes) {
        answers.put(path, bytes);
    }

    /** How many connections it has taken. */
    int connections() {
        return open.size();
    }

    /** How many of them are still there. */
    long alive() {
        return open.stream().filter(own -> !own.isClosed()).count();
    }

    /** The bodies of which paths it reads; of any other it reads no more than the head, and says nothing. */
    void reads(Predicate<String> paths) {
        reads = paths;
    }

    /** Says something unasked to all who are connected. */
    void say(String bytes) {
        try {
            for (Socket client : open) {
                client.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean asked() {
        return !requests.isEmpty();
    }

    /** The requests that have come and were not asked for, whole. */
    List<String> seen() {
        List<String> seen = new ArrayList<>();
        requests.drainTo(seen);
        return seen;
    }

    /** The next request that came, whole. */
    String request() {
        try {
            String next = requests.poll(30, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("no request came");
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException _) {
            // It was closed.
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = client.getInputStream();
            for (String head = until(in, "\r\n\r\n"); head.endsWith("\r\n\r\n"); head = until(in, "\r\n\r\n")) {
                String path = head.split(" ")[1];
                if (!reads.test(path)) {
                    closed.await();
                }
                requests.add(head + body(in, head));
                String answer = answers.getOrDefault(path, PLAIN);
                boolean ends = answer.endsWith("<close>");
                client.getOutputStream().write(answer.replace("<close>", "").getBytes(StandardCharsets.ISO_8859_1));
                if (ends) {
                    return;
                }
                if (answer.startsWith("HTTP/1.1 101")) {
                    in.transferTo(client.getOutputStream());
                    return;
                }
            }
        } catch (IOException | NumberFormatException _) {
            // The other side has gone, perhaps in the middle of a chunk.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static String body(InputStream in, String head) throws IOException {
        String lower = head.toLowerCase(java.util.Locale.ROOT);
        if (lower.contains("transfer-encoding: chunked")) {
            StringBuilder body = new StringBuilder();
            while (true) {
                String size = until(in, "\r\n");
                body.append(size);
                int length = Integer.parseInt(size.strip(), 16);
                if (length == 0) {
                    String trailer = until(in, "\r\n");
                    while (!trailer.equals("\r\n")) {
                        body.append(trailer);
                        trailer = until(in, "\r\n");
                    }
                    return body.append("\r\n").toString();
                }
                body.append(new String(in.readNBytes(length + 2), StandardCharsets.ISO_8859_1));
            }
        }
        int at = lower.indexOf("content-length: ");
        int length = at < 0 ? 0 : Integer.parseInt(lower.substring(at + 16, lower.indexOf('\r', at)));
        return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    private static String until(InputStream in, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.length() < end.length() || !text.substring(text.length() - end.length()).equals(end)) {
            int next = in.read();
            if (next < 0) {
                return text.toString();
            }
            text.append((char) next);
        }
        return text.toString();
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            socket.close();
            // Until then it may accept one more.
            accepting.join();
            for (Socket client : open) {
                client.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
