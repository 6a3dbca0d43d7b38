package dev.rune.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Answers every connection to a port of the loopback interface with {@code hello}. */
final class FakeServer implements AutoCloseable {
    private final ServerSocket socket;

    FakeServer(int port) {
        try {
            socket = new ServerSocket(port, 0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::serve);
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                client.getOutputStream().write("hello\n".getBytes(StandardCharsets.UTF_8));
            } catch (IOException _) {
                // Closed, or the client went away; the next one may be better.
            }
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
