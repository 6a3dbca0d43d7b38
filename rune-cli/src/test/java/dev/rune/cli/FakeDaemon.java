package dev.rune.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers on a real socket what a test tells it to, and remembers what it was asked. */
public final class FakeDaemon implements AutoCloseable {
    /** The token that it wants. */
    public static final String TOKEN = "sesame";

    private final ServerSocket socket;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    private FakeDaemon(ServerSocket socket) {
        this.socket = socket;
    }

    /** A request that has arrived. */
    public record Request(String method, String target, Map<String, String> headers, String body) {
        /** The part before the question mark. */
        public String path() {
            int question = target.indexOf('?');
            return question < 0 ? target : target.substring(0, question);
        }
    }

    /** Writes an answer; the connection is closed after it. */
    public interface Answer {
        void write(Request request, InputStream in, OutputStream out) throws IOException;
    }

    /** A daemon that has no paths yet. */
    public static FakeDaemon start() {
        try {
            FakeDaemon daemon = new FakeDaemon(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            Thread.ofVirtual().start(daemon::accept);
            return daemon;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is answered to a method and path. */
    public FakeDaemon on(String methodAndPath, Answer answer) {
        answers.put(methodAndPath, answer);
        return this;
    }

    /** JSON with status 200. */
    public FakeDaemon on(String methodAndPath, String json) {
        return on(methodAndPath, 200, "application/json", json);
    }

    /** Text of some type with some status. */
    public FakeDaemon on(String methodAndPath, int status, String type, String body) {
        return on(methodAndPath, (request, in, out) -> send(out, status, type, body));
    }

    /** A problem with that status. */
    public FakeDaemon refuse(String methodAndPath, int status, String detail) {
        return on(methodAndPath, status, "application/problem+json",
                "{\"status\":" + status + ",\"title\":\"No\",\"detail\":\"" + detail + "\"}");
    }

    /** Writes a whole answer. */
    public static void send(OutputStream out, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        out.write(("HTTP/1.1 " + status + " Something\r\nContent-Type: " + type + "\r\nContent-Length: " + bytes.length
                + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.flush();
    }

    /** Begins a stream. */
    public static void begin(OutputStream out, String type) throws IOException {
        out.write(("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** Everything that was asked, in order. */
    public List<Request> requests() {
        return requests;
    }

    /** The one request of that method and path. */
    public Request only(String methodAndPath) {
        List<Request> found = requests.stream().filter(request -> key(request).equals(methodAndPath)).toList();
        if (found.size() != 1) {
            throw new AssertionError(methodAndPath + " was asked " + found.size() + " times: " + requests);
        }
        return found.get(0);
    }

    /** Where it listens. */
    public String address() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    private static String key(Request request) {
        return request.method() + " " + request.path();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException ignored) {
                // Closed.
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = connection.getInputStream();
            Optional<Request> request = read(in);
            if (request.isEmpty()) {
                return;
            }
            requests.add(request.get());
            Answer answer = answers.get(key(request.get()));
            if (!("Bearer " + TOKEN).equals(request.get().headers().get("authorization"))) {
                answer = (asked, from, out) -> send(out, 401, "application/problem+json",
                        "{\"status\":401,\"detail\":\"no valid token\"}");
            } else if (answer == null) {
                answer = (asked, from, out) -> send(out, 404, "application/problem+json",
                        "{\"status\":404,\"detail\":\"nothing is at " + asked.path() + "\"}");
            }
            answer.write(request.get(), in, connection.getOutputStream());
        } catch (IOException ignored) {
            // The client has gone, as clients do.
        }
    }

    private static Optional<Request> read(InputStream in) throws IOException {
        String line = line(in);
        if (line.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> headers = new HashMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        String[] words = line.split(" ");
        return Optional.of(new Request(words[0], words[1], headers, new String(body, StandardCharsets.UTF_8)));
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
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
