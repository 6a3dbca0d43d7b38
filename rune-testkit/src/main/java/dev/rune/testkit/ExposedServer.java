package dev.rune.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A small HTTP server that stands for an instance. It answers with its name; to {@code /hold} once it is released, and to
 * {@code /stream} with events that never end.
 */
final class ExposedServer implements AutoCloseable {
    private final String name;
    private final ServerSocket socket;
    private final Thread accepting;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger served = new AtomicInteger();
    private final CountDownLatch released = new CountDownLatch(1);

    ExposedServer(String name) {
        this.name = name;
        try {
            socket = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        accepting = Thread.ofVirtual().start(this::accept);
    }

    String name() {
        return name;
    }

    int port() {
        return socket.getLocalPort();
    }

    /** How many requests have reached it. */
    int served() {
        return served.get();
    }

    /** Lets the requests that it holds be answered. */
    void release() {
        released.countDown();
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
            BufferedReader in = new BufferedReader(
                    new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                served.incrementAndGet();
                String path = line.split(" ")[1];
                while (!"".equals(line) && line != null) {
                    line = in.readLine();
                }
                answer(path, client.getOutputStream());
            }
        } catch (IOException _) {
            // The other side has gone.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    private void answer(String path, OutputStream out) throws IOException, InterruptedException {
        if (path.endsWith("/stream")) {
            write(out, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            String event = "data: " + name + "\n\n";
            while (true) {
                write(out, Integer.toHexString(event.length()) + "\r\n" + event + "\r\n");
                if (released.await(20, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                    throw new IOException("it ends");
                }
            }
        }
        if (path.endsWith("/hold")) {
            released.await();
        }
        write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + name.length() + "\r\n\r\n" + name);
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    @Override
    public void close() {
        try {
            socket.close();
            // Until then it may accept one more.
            accepting.join();
            for (Socket client : open) {
                client.close();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
