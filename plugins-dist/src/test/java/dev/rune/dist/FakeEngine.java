package dev.rune.dist;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers like an engine, runs nothing, and keeps what it was asked. */
final class FakeEngine implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final ServerSocket socket;
    private final ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();
    private final Map<String, ObjectNode> containers = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    FakeEngine() {
        try {
            socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(() -> {
            while (!socket.isClosed()) {
                try {
                    var connection = socket.accept();
                    Thread.ofVirtual().start(() -> serve(connection));
                } catch (IOException _) {
                    // Closed.
                }
            }
        });
    }

    String host() {
        return "tcp://127.0.0.1:" + socket.getLocalPort();
    }

    /** The requests since the last call, each as method and path without its query. */
    List<String> take() {
        List<String> taken = new ArrayList<>();
        for (var request = requests.poll(); request != null; request = requests.poll()) {
            taken.add(request);
        }
        return taken;
    }

    /** Whether a request of this kind has come since the last {@link #take()}. */
    boolean seen(String request) {
        return requests.contains(request);
    }

    private void serve(Socket connection) {
        try (connection) {
            var in = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
            var words = in.readLine().split(" ");
            var length = 0;
            for (var line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                    length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
                }
            }
            var body = new char[length];
            for (var at = 0; at < length;) {
                at += in.read(body, at, length - at);
            }
            var path = words[1].replaceFirst("^/v[0-9.]+", "").split("\\?", 2);
            requests.add(words[0] + " " + path[0].replaceAll("[0-9a-f]{64}", "ID"));
            answer(connection, words[0] + " " + path[0], path.length > 1 ? path[1] : "", new String(body));
        } catch (IOException | InterruptedException _) {
            // The other side has gone.
        }
    }

    private void answer(Socket connection, String request, String query, String body)
            throws IOException, InterruptedException {
        if (request.equals("GET /events")) {
            connection.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            closed.await();
        } else if (request.equals("GET /containers/json")) {
            reply(connection, 200, list(URLDecoder.decode(query, StandardCharsets.UTF_8)).toString());
        } else if (request.equals("POST /containers/create")) {
            reply(connection, 201, "{\"Id\":\"" + create(JSON.readTree(body)) + "\",\"Warnings\":[]}");
        } else if (request.startsWith("POST /containers/") && request.endsWith("/start")) {
            containers.get(request.split("/")[2]).put("State", "running");
            reply(connection, 204, "");
        } else if (request.startsWith("POST /containers/") && request.endsWith("/kill")) {
            containers.remove(request.split("/")[2]);
            reply(connection, 204, "");
        } else if (request.startsWith("GET /images/")) {
            reply(connection, 200, "{\"Id\":\"sha256:0\"}");
        } else if (request.equals("GET /networks")) {
            reply(connection, 200, "[]");
        } else if (request.equals("POST /networks/create")) {
            reply(connection, 201, "{\"Id\":\"1\",\"Warning\":\"\"}");
        } else {
            reply(connection, 404, "{\"message\":\"not here\"}");
        }
    }

    private ArrayNode list(String query) {
        var list = JSON.createArrayNode();
        containers.values().stream().filter(container -> container.path("Labels").properties().stream()
                .anyMatch(label -> query.contains(label.getKey() + "=" + label.getValue().asString())))
                .forEach(list::add);
        return list;
    }

    private String create(JsonNode request) {
        var id = "%064x".formatted(containers.size() + 1L + System.nanoTime());
        var container = JSON.createObjectNode();
        container.put("Id", id);
        container.putArray("Names").add("/" + id);
        container.put("State", "created");
        container.set("Labels", request.path("Labels"));
        containers.put(id, container);
        return id;
    }

    private static void reply(Socket connection, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var out = connection.getOutputStream();
        out.write(("HTTP/1.1 " + status + " Word\r\nContent-Type: application/json\r\n"
                + (status == 204 ? "" : "Content-Length: " + bytes.length + "\r\n") + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.flush();
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
