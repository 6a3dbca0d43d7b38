package dev.rune.daemon.http;

import dev.rune.kernel.spi.runner.ExecRequest;
import dev.rune.kernel.spi.runner.TerminalSize;
import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsConnectContext;
import io.javalin.websocket.WsContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Commands beside an instance, over a WebSocket. */
final class ExecRoutes {
    private static final Param NAME = Param.path("name",
            "An instance's id, or a service's name for its oldest ready one.");
    private static final Param COMMAND = Param.query("command", Schemas.TEXT.list(),
            "The program and its arguments, each as a parameter of its own.");
    private static final Param TTY = Param.query("tty", Schemas.FLAG, "Give it a terminal.");
    private static final Param COLS = Param.query("cols", Schemas.WHOLE,
            "The terminal's columns; 80 where it is left out.");
    private static final Param ROWS = Param.query("rows", Schemas.WHOLE,
            "The terminal's rows; 24 where it is left out.");
    private static final Param WORKDIR = Param.query("workdir", Schemas.TEXT, "Another folder than the instance's.");
    private static final Param ENV = Param.query("env", Schemas.TEXT.list(),
            "`KEY=VALUE`, a variable beyond the instance's own; several, each as a parameter of its own.");
    private static final String CONNECTION = "dev.rune.exec";

    private final Backend backend;
    private final OpenStreams streams;

    ExecRoutes(Backend backend, OpenStreams streams) {
        this.backend = backend;
        this.streams = streams;
    }

    List<Route> routes() {
        return List.of(Route.get("/v1/namespaces/{namespace}/exec/{name}",
                "Runs a command beside an instance, over a WebSocket. Binary messages whose first byte tells what they are."
                        + " To the daemon: 0 input, empty for its end; 1 the terminal's size as {\"cols\",\"rows\"}."
                        + " From the daemon: 1 output; 2 error output; 3 the end as {\"exitCode\"}, {\"signal\"} or"
                        + " {\"problem\"}.")
                .takes(ServiceRoutes.NAMESPACE, NAME, COMMAND, TTY, COLS, ROWS, WORKDIR, ENV)
                .answers(101, "The WebSocket is open.")
                .byWebSocket(this::configure));
    }

    private void configure(WsConfig socket) {
        socket.onConnect(this::connect);
        socket.onBinaryMessage(message -> connection(message).receive(message.data()));
        socket.onClose(closed -> connection(closed).close());
        socket.onError(failed -> connection(failed).close());
    }

    private void connect(WsConnectContext context) {
        String namespace = context.pathParam(ServiceRoutes.NAMESPACE.name());
        String name = context.pathParam(NAME.name());
        // Proxies and idle time-outs shall not end a command that is silent for long.
        context.enableAutomaticPings(EventStream.HEARTBEAT.toSeconds(), TimeUnit.SECONDS);
        ExecConnection connection = new ExecConnection(context.session,
                () -> backend.kernel().exec(namespace, name, request(context)));
        context.attribute(CONNECTION, connection);
        connection.start(streams);
    }

    private static ExecConnection connection(WsContext context) {
        ExecConnection connection = context.attribute(CONNECTION);
        if (connection == null) {
            throw new IllegalStateException("a message came before the WebSocket was open");
        }
        return connection;
    }

    private static ExecRequest request(WsContext context) {
        List<String> command = context.queryParams(COMMAND.name());
        if (command.isEmpty()) {
            throw new RequestException(400, "there is no 'command' to execute");
        }
        Map<String, String> env = new LinkedHashMap<>();
        for (String pair : context.queryParams(ENV.name())) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new RequestException(400, "'env' is '" + pair + "'; it must be KEY=VALUE");
            }
            env.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return new ExecRequest(command, env, Optional.ofNullable(context.queryParam(WORKDIR.name())),
                terminal(context));
    }

    private static Optional<TerminalSize> terminal(WsContext context) {
        String tty = Optional.ofNullable(context.queryParam(TTY.name())).orElse("false");
        return tty.equals("false")
                ? Optional.empty()
                : Optional.of(new TerminalSize(size(context, COLS, 80), size(context, ROWS, 24)));
    }

    private static int size(WsContext context, Param param, int otherwise) {
        String text = context.queryParam(param.name());
        try {
            return text == null ? otherwise : Integer.parseInt(text);
        } catch (NumberFormatException _) {
            throw new RequestException(400, "'" + param.name() + "' is '" + text + "'; it must be a whole number");
        }
    }
}
