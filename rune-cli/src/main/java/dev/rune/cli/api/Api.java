package dev.rune.cli.api;

import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.json.Json;
import dev.rune.cli.json.JsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Speaks to the daemon: HTTP/1.1, one connection for each request. By hand and blocking, because the JDK's client costs a
 * command ten times what the whole rest of it takes. Safe for use by several threads.
 */
public final class Api {
    private static final String JSON = "application/json";
    private static final int PATIENCE_MILLIS = 60_000;
    private static final int CREATED = 201;
    private static final byte[] NOTHING = {};

    private final Server server;
    private final Optional<PrintStream> trace;

    /**
     * Speaks to {@code server}.
     *
     * @param trace where each request is told, for {@code -v}
     */
    public Api(Server server, Optional<PrintStream> trace) {
        this.server = server;
        this.trace = trace;
    }

    /** The server that is spoken to. */
    public Server server() {
        return server;
    }

    /** The JSON at {@code target}. */
    public Json get(String target) {
        return json(request("GET", target, JSON, "", NOTHING));
    }

    /** The text at {@code target} in the form {@code accept}. */
    public byte[] text(String target, String accept) {
        return body(request("GET", target, accept, "", NOTHING));
    }

    /** Posts JSON and returns the answer's. */
    public Json post(String target, Json body) {
        return json(request("POST", target, JSON, JSON, bytes(body)));
    }

    /** Posts JSON to make something; false where it was there already. */
    public boolean create(String target, Json body) {
        try (Response response = request("POST", target, JSON, JSON, bytes(body))) {
            return response.status() == CREATED;
        }
    }

    private static byte[] bytes(Json body) {
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Deletes what is at {@code target}. */
    public Json delete(String target) {
        return json(request("DELETE", target, JSON, "", NOTHING));
    }

    /**
     * Opens a stream at {@code target}, to be closed by the caller.
     *
     * @param millis how long a read waits for the next bytes; 0 is for ever
     */
    public Response open(String target, String accept, int millis) {
        Response response = request("GET", target, accept, "", NOTHING);
        try {
            response.wire().patience(millis);
            return response;
        } catch (IOException e) {
            response.close();
            throw noAnswer(e);
        }
    }

    /** Opens a WebSocket at {@code target}, to be closed by the caller. */
    public WebSocket connect(String target) {
        String key = WebSocket.newKey();
        Response response = exchange("GET", target,
                "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: " + key + "\r\n",
                NOTHING);
        if (response.status() != 101) {
            throw problem(response);
        }
        try {
            return WebSocket.over(response, key);
        } catch (IOException e) {
            response.close();
            throw noAnswer(e);
        }
    }

    private Response request(String method, String target, String accept, String type, byte[] body) {
        StringBuilder headers = new StringBuilder("Connection: close\r\nAccept: ").append(accept).append("\r\n");
        if (!type.isEmpty()) {
            headers.append("Content-Type: ").append(type).append("\r\n");
        }
        if (!"GET".equals(method)) {
            headers.append("Content-Length: ").append(body.length).append("\r\n");
        }
        Response response = exchange(method, target, headers.toString(), body);
        if (response.status() >= 300) {
            throw problem(response);
        }
        return response;
    }

    private Response exchange(String method, String target, String headers, byte[] body) {
        StringBuilder head = new StringBuilder(256).append(method).append(' ').append(target)
                .append(" HTTP/1.1\r\nHost: ")
                .append(server.authority()).append("\r\nUser-Agent: rune\r\n").append(headers);
        if (!server.token().isEmpty()) {
            head.append("Authorization: Bearer ").append(server.token()).append("\r\n");
        }
        byte[] bytes = Wire.ascii(head.append("\r\n").toString());
        long begin = System.nanoTime();
        Wire wire = connect();
        try {
            wire.patience(PATIENCE_MILLIS);
            send(wire, bytes, body);
            Response response = Response.read(wire);
            trace.ifPresent(to -> to
                    .println("> " + method + " " + server.address() + target + " -> " + response.status() + " after "
                            + (System.nanoTime() - begin) / 1_000_000 + " ms"));
            return response;
        } catch (IOException e) {
            wire.close();
            throw noAnswer(e);
        }
    }

    private static void send(Wire wire, byte[] head, byte[] body) throws IOException {
        wire.send(head);
        if (body.length > 0) {
            try {
                wire.send(body);
            } catch (IOException e) {
                // A server that refuses a request for its head alone answers and stops listening: the answer says more.
                return;
            }
        }
    }

    private Wire connect() {
        try {
            return Wire.connect(server);
        } catch (IOException e) {
            throw noAnswer(e);
        }
    }

    private ApiProblem problem(Response response) {
        try (response) {
            byte[] body = response.rest();
            boolean json = response.header("content-type").contains("json");
            return new ApiProblem(response.status(), json ? Json.parse(body) : Json.object());
        } catch (IOException | JsonException e) {
            return new ApiProblem(response.status(), Json.object());
        }
    }

    private byte[] body(Response response) {
        try (response) {
            return response.rest();
        } catch (IOException e) {
            throw noAnswer(e);
        }
    }

    private Json json(Response response) {
        byte[] body = body(response);
        if (body.length == 0) {
            return Json.object();
        }
        try {
            return Json.parse(body);
        } catch (JsonException e) {
            throw new Failure(ExitCode.FAILURE,
                    "what answers at " + server.address() + " is no runed: " + e.getMessage());
        }
    }

    private Unreachable noAnswer(IOException cause) {
        String why = switch (cause) {
            case ConnectException refused -> "nothing listens there";
            case UnknownHostException unknown -> "there is no such host";
            case SocketTimeoutException late -> "it does not answer";
            case EOFException early -> "it hung up";
            default -> String.valueOf(cause.getMessage());
        };
        return new Unreachable(
                "runed is not reachable at " + server.address() + " (from " + server.origin() + "): " + why,
                "Start it with 'runed', or name another with --api-server; 'rune config view' shows what is used.");
    }
}
