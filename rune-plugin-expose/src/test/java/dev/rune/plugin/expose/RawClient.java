package dev.rune.plugin.expose;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A connection on which bytes are sent and awaited. */
final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket;

    RawClient(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(PATIENCE_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says that nothing more is sent. */
    void halfClose() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What comes, up to and with {@code end}. */
    String until(String end) {
        StringBuilder text = new StringBuilder();
        try {
            while (text.indexOf(end, Math.max(0, text.length() - end.length())) < 0) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    throw new AssertionError("it ended after '" + text + "' and not '" + end + "'");
                }
                text.append((char) next);
            }
        } catch (IOException e) {
            throw new AssertionError("after '" + text + "'", e);
        }
        return text.toString();
    }

    /** All that comes until the other side closes. */
    String rest() {
        var bytes = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(bytes);
        } catch (IOException e) {
            throw new AssertionError("after '" + bytes.toString(StandardCharsets.ISO_8859_1) + "'", e);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /** All that comes until the other side closes, in whatever manner. */
    String untilClosed() {
        var bytes = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(bytes);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("not closed after '" + bytes.toString(StandardCharsets.ISO_8859_1) + "'", e);
        } catch (IOException _) {
            // It was reset, after all that was to come.
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
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
