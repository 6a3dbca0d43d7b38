package dev.rune.testkit;

import dev.rune.kernel.spi.exposure.RouteTable.Upstream;
import dev.rune.kernel.status.InstanceId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A request on its way to an instance, and its answer. */
final class PlainExchange {
    private final Socket client;
    private final Upstream upstream;
    private final Socket server = new Socket();
    private volatile boolean endless;
    private volatile boolean over;

    PlainExchange(Socket client, Upstream upstream) {
        this.client = client;
        this.upstream = upstream;
    }

    InstanceId instance() {
        return upstream.instance();
    }

    /** Whether its answer has no end of its own. */
    boolean endless() {
        return endless;
    }

    /** Connects to the instance, and says whether that went well. */
    boolean reach() {
        try {
            server.connect(new InetSocketAddress(upstream.endpoint().host(), upstream.endpoint().port()));
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** Brings the request there and the answer back. */
    void pass(String request) throws IOException {
        try (server) {
            write(server, request);
            InputStream in = server.getInputStream();
            String head = head(in);
            if (head.isEmpty()) {
                throw new IOException("the instance broke off");
            }
            String lower = head.toLowerCase(Locale.ROOT);
            if (lower.contains("\r\ntransfer-encoding: chunked\r\n")) {
                write(client, head);
                endless = true;
                chunks(in);
                return;
            }
            int at = lower.indexOf("content-length: ") + 16;
            byte[] body = in.readNBytes(Integer.parseInt(lower.substring(at, lower.indexOf('\r', at))));
            write(client, head + new String(body, StandardCharsets.ISO_8859_1));
        }
    }

    private void chunks(InputStream in) throws IOException {
        try {
            while (true) {
                String size = until(in, "\r\n");
                byte[] chunk = in.readNBytes(Integer.parseInt(size.strip(), 16) + 2);
                write(client, size + new String(chunk, StandardCharsets.ISO_8859_1));
            }
        } catch (IOException | NumberFormatException e) {
            if (!over) {
                throw new IOException(e);
            }
            write(client, "0\r\n\r\n");
        }
    }

    /** Brings the answer to its end. */
    void end() {
        over = true;
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next head; empty where there is none. */
    static String head(InputStream in) throws IOException {
        return until(in, "\r\n\r\n");
    }

    private static String until(InputStream in, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.length() < end.length() || text.indexOf(end, text.length() - end.length()) < 0) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            text.append((char) next);
        }
        return text.toString();
    }

    static void write(Socket to, String text) throws IOException {
        to.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
