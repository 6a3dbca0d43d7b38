package dev.rune.testkit;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection to an exposed service that asks one thing after the other. */
final class ExposedClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket;
    private final String host;

    ExposedClient(int port, String host) throws IOException {
        this.host = host;
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    void send(String path) throws IOException {
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** The body of an answer of known length; the status line where it is not 200. */
    String answer() throws IOException {
        InputStream in = socket.getInputStream();
        String head = head(in);
        int length = 0;
        for (String line : head.split("\r\n")) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        String body = new String(in.readNBytes(length), StandardCharsets.US_ASCII);
        return head.startsWith("HTTP/1.1 200 ") ? body : head.lines().findFirst().orElse("");
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the connection ended after '" + head + "'");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    String ask(String path) throws IOException {
        send(path);
        return answer();
    }

    /** The next byte; -1 at the end. */
    int read() throws IOException {
        return socket.getInputStream().read();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
