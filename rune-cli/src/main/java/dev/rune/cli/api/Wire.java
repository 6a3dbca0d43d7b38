package dev.rune.cli.api;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection to the daemon: bytes out, buffered bytes and lines in. Used by one thread; any thread may close it. */
final class Wire implements Closeable {
    private static final int CONNECT_MILLIS = 5_000;
    /** Longer lines than this do not occur in a head, so it is not the daemon that answers. */
    private static final int MAX_LINE = 64 * 1024;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] buffer = new byte[32 * 1024];
    private int at;
    private int end;

    private Wire(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /** Connects to {@code server}. */
    static Wire connect(Server server) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(server.host(), server.port()), CONNECT_MILLIS);
            socket.setTcpNoDelay(true);
            return new Wire(server.tls() ? Tls.over(socket, server) : socket);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** How long a read waits before it gives up; 0 is for ever. */
    void patience(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    /** Sends bytes at once. */
    void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** The next byte, -1 at the end. */
    int read() throws IOException {
        return at < end || fill() ? buffer[at++] & 0xff : -1;
    }

    /** Some of the next bytes, at most {@code length}; -1 at the end. */
    int read(byte[] into, int offset, int length) throws IOException {
        if (at == end && !fill()) {
            return -1;
        }
        int count = Math.min(length, end - at);
        System.arraycopy(buffer, at, into, offset, count);
        at += count;
        return count;
    }

    /** Exactly {@code length} bytes. */
    byte[] exactly(int length) throws IOException {
        byte[] bytes = new byte[length];
        int done = 0;
        while (done < length) {
            int count = read(bytes, done, length - done);
            if (count < 0) {
                throw new EOFException("the connection ended too early");
            }
            done += count;
        }
        return bytes;
    }

    /** The next line without its end. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder(80);
        while (true) {
            int c = read();
            if (c < 0) {
                throw new EOFException("the connection ended too early");
            }
            if (c == '\n') {
                return line.toString();
            }
            if (line.length() > MAX_LINE) {
                throw new IOException("the answer is not HTTP");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
    }

    private boolean fill() throws IOException {
        at = 0;
        end = 0;
        int count = in.read(buffer, 0, buffer.length);
        end = Math.max(count, 0);
        return count > 0;
    }

    /** Bytes of {@code text} as a head is written. */
    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException ignored) {
            // Nothing is lost: what was to be said has been said.
        }
    }
}
