package dev.rune.plugin.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A request's answer. The connection is its own and ends with it. */
final class Exchange implements DockerHttpClient.Response {
    private static final int SWITCHING_PROTOCOLS = 101;

    private final Wire wire;
    private final int status;
    private final Map<String, List<String>> headers;
    private final InputStream body;

    private Exchange(Wire wire, int status, Map<String, List<String>> headers, InputStream body) {
        this.wire = wire;
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /** Reads the head of the answer that comes over {@code wire}. */
    static Exchange read(Wire wire, String method) throws IOException {
        String first = wire.line();
        String[] words = first.split(" ", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/1.") || !words[1].matches("[1-5][0-9]{2}")) {
            throw new IOException("what answers speaks no HTTP: '" + first + "'");
        }
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = wire.line(); !line.isEmpty(); line = wire.line()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(line.substring(0, colon), List.of(line.substring(colon + 1).strip()));
            }
        }
        int status = Integer.parseInt(words[1]);
        return new Exchange(wire, status, headers, body(wire, method, status, headers));
    }

    private static InputStream body(Wire wire, String method, int status, Map<String, List<String>> headers)
            throws IOException {
        if (method.equals("HEAD") || status == 204 || status == 304) {
            return InputStream.nullInputStream();
        }
        if (value(headers, "Transfer-Encoding").toLowerCase(Locale.ROOT).contains("chunked")) {
            return new ChunkedInput(wire);
        }
        String length = value(headers, "Content-Length");
        if (length.isEmpty() || status == SWITCHING_PROTOCOLS) {
            return wire.input();
        }
        try {
            return new FixedInput(wire.input(), Long.parseLong(length));
        } catch (NumberFormatException broken) {
            throw new IOException("'" + length + "' is no length of an answer", broken);
        }
    }

    private static String value(Map<String, List<String>> headers, String name) {
        return headers.getOrDefault(name, List.of("")).getFirst();
    }

    @Override
    public int getStatusCode() {
        return status;
    }

    @Override
    public Map<String, List<String>> getHeaders() {
        return headers;
    }

    @Override
    public InputStream getBody() {
        return body;
    }

    /** Where the answer's connection was taken over: what goes to the other side. */
    OutputStream output() {
        return wire.output();
    }

    @Override
    public void close() {
        wire.close();
    }
}
