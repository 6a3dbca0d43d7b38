package dev.rune.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Answers like a daemon that runs one service. */
final class TrainingServer implements AutoCloseable {
    private static final String STATUS = """
            {"desiredReplicas":1,"readyReplicas":1,"currentReplicas":1,"lastScaleAt":"2026-01-02T03:04:05Z","lastScaleReason":"cast",\
            "phase":"Running","reason":"","message":"","generation":1,"observedGeneration":1,"rollout":{"state":"Complete"},\
            "conditions":[],"instances":[INSTANCE]}""";
    private static final String INSTANCE = """
            {"id":"api-x1","service":"api","namespace":"default","state":"Running","ready":true,"slot":0,"generation":1,"current":true,\
            "pid":4711,"ports":[{"name":"http","port":80,"targetPort":8080}],"node":"here","restartCount":0,\
            "startedAt":"2026-01-02T03:04:05.678Z"}""";
    private static final String SERVICE = """
            {"namespace":"default","name":"api","type":"process","labels":{"app":"web"},"external":"","createdAt":"2026-01-02T03:04:05Z",\
            "status":STATUS}""";

    private final ServerSocket socket;

    private TrainingServer(ServerSocket socket) {
        this.socket = socket;
    }

    static TrainingServer start() throws IOException {
        TrainingServer server = new TrainingServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        Thread.ofPlatform().daemon().name("training-server").start(server::serve);
        return server;
    }

    String address() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket connection = socket.accept()) {
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
                String request = in.readLine();
                int length = 0;
                for (String header = in.readLine(); header != null && !header.isEmpty(); header = in.readLine()) {
                    if (header.startsWith("Content-Length:")) {
                        length = Integer.parseInt(header.substring("Content-Length:".length()).strip());
                    }
                }
                in.read(new char[length], 0, length);
                connection.getOutputStream()
                        .write(answer(request == null ? "" : request).getBytes(StandardCharsets.UTF_8));
            } catch (IOException ignored) {
                // One side has hung up: the next one, please, if there is one.
            }
        }
    }

    /** A whole answer, half of them in chunks, as a daemon's may be. */
    private static String answer(String request) {
        String status = STATUS.replace("INSTANCE", INSTANCE);
        if (request.contains("/watch")) {
            return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\nevent: service\ndata: {\"status\":"
                    + status
                    + "}\n\n";
        }
        String body = body(request, status);
        String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n";
        return request.contains("namespaces/")
                ? head + "Transfer-Encoding: chunked\r\n\r\n"
                        + Integer.toHexString(body.getBytes(StandardCharsets.UTF_8).length) + "\r\n" + body
                        + "\r\n0\r\n\r\n"
                : head + "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    private static String body(String request, String status) {
        int begin = request.indexOf(' ') + 1;
        String path = request.substring(begin, Math.max(begin, request.indexOf(' ', begin)));
        if (path.contains("/v1/cast")) {
            return "{\"objects\":[{\"kind\":\"service\",\"namespace\":\"default\",\"name\":\"api\",\"outcome\":\"created\",\"generation\":1}]}";
        }
        if (path.contains("/logs/")) {
            return "{\"time\":\"2026-01-02T03:04:05.678Z\",\"instance\":\"api-x1\",\"stream\":\"stdout\",\"line\":\"hello\"}\n";
        }
        if (path.endsWith("/scale")) {
            return "{\"generation\":1,\"changed\":true}";
        }
        if (path.contains("/services/api")) {
            return path.endsWith("/health") ? "[]" : "{\"service\":{\"name\":\"api\"},\"status\":" + status + "}";
        }
        if (path.contains("/services")) {
            return "[" + SERVICE.replace("STATUS", status) + "]";
        }
        if (path.contains("/instances")) {
            return "[" + INSTANCE + "]";
        }
        return path.matches("/v1/(version|status|whoami)") ? "{\"version\":\"0\"}" : "[]";
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
