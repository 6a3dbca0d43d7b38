package dev.rune.plugin.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Speaks HTTP/1.1 with the engine, over a connection for each request: to connect to a Unix socket costs next to
 * nothing, and no connection can be stale after the engine was restarted. Whoever waits for an answer can be interrupted.
 */
final class EngineHttp implements DockerHttpClient {
    private final EngineAddress address;

    EngineHttp(EngineAddress address) {
        this.address = address;
    }

    /**
     * Sends a request of docker-java.
     *
     * @throws EngineGoneException when there is no answer
     */
    @Override
    public Exchange execute(Request request) {
        InputStream stream = request.body();
        byte[] bytes = request.bodyBytes();
        try {
            byte[] body = bytes != null ? bytes : stream != null ? stream.readAllBytes() : new byte[0];
            return send(request.method(), request.path(), request.headers(), body);
        } catch (IOException unreadable) {
            throw new EngineGoneException("the request cannot be made: " + unreadable.getMessage(), unreadable);
        }
    }

    /** Sends a request with a body of JSON, or none. */
    Exchange send(String method, String path, String json) {
        return send(method, path, Map.of("Content-Type", "application/json"),
                json.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a request after which the connection carries the streams of a command. */
    Exchange takeOver(String path, String json) {
        return send("POST", path,
                Map.of("Content-Type", "application/json", "Connection", "Upgrade", "Upgrade", "tcp"),
                json.getBytes(StandardCharsets.UTF_8));
    }

    private Exchange send(String method, String path, Map<String, String> headers, byte[] body) {
        Wire wire = null;
        boolean answered = false;
        try {
            wire = new Wire(address.connect());
            Map<String, String> all = new LinkedHashMap<>(Map.of("Host", "docker", "Connection", "close"));
            all.putAll(headers);
            all.put("Content-Length", Integer.toString(body.length));
            StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
            all.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
            wire.write(head.append("\r\n").toString());
            wire.output().write(body);
            Exchange exchange = Exchange.read(wire, method);
            answered = true;
            return exchange;
        } catch (ClosedByInterruptException interrupted) {
            throw new EngineGoneException("no answer in time", interrupted);
        } catch (IOException gone) {
            throw new EngineGoneException(String.valueOf(gone.getMessage()), gone);
        } finally {
            if (wire != null && !answered) {
                wire.close();
            }
        }
    }

    @Override
    public void close() {
        // Every exchange has a connection of its own.
    }
}
