package dev.rune.daemon.http;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.websocket.WsConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One thing that can be asked of the API: what it is called, what it takes, what it answers and who does it.
 *
 * @param method    the HTTP method
 * @param path      the path, with {@code {name}} for a parameter
 * @param summary   one sentence
 * @param open      whether it needs no token
 * @param params    its parameters
 * @param bodies    what it takes as a body, one for each media type; none where it takes none
 * @param answers   what it answers when all is well, one for each status and media type
 * @param handler   does it; of a WebSocket the handshake is done elsewhere
 * @param webSocket talks to a client that has opened a WebSocket; empty for a plain request
 */
record Route(HandlerType method, String path, String summary, boolean open, List<Param> params, List<Content> bodies,
        List<Answer> answers, Optional<Handler> handler, Optional<Consumer<WsConfig>> webSocket) {
    static final String JSON = "application/json";
    static final String YAML = "application/yaml";
    static final String NDJSON = "application/x-ndjson";
    static final String EVENT_STREAM = "text/event-stream";
    static final String PLAIN = "text/plain";

    /**
     * What goes over the wire.
     *
     * @param mediaType how it is written
     * @param schema    its form; made when it is asked for, so that a start does not pay for it
     */
    record Content(String mediaType, Supplier<Schema> schema) {}

    /**
     * An answer when all is well.
     *
     * @param status  the HTTP status
     * @param doc     what it means
     * @param content what comes with it
     */
    record Answer(int status, String doc, Optional<Content> content) {}

    static Builder get(String path, String summary) {
        return new Builder(HandlerType.GET, path, summary);
    }

    static Builder post(String path, String summary) {
        return new Builder(HandlerType.POST, path, summary);
    }

    static Builder delete(String path, String summary) {
        return new Builder(HandlerType.DELETE, path, summary);
    }

    /** Puts a route together. */
    static final class Builder {
        private final HandlerType method;
        private final String path;
        private final String summary;
        private boolean open;
        private final List<Param> params = new ArrayList<>();
        private final List<Content> bodies = new ArrayList<>();
        private final List<Answer> answers = new ArrayList<>();

        private Builder(HandlerType method, String path, String summary) {
            this.method = method;
            this.path = path;
            this.summary = summary;
        }

        Builder open() {
            open = true;
            return this;
        }

        Builder takes(Param... added) {
            params.addAll(List.of(added));
            return this;
        }

        Builder body(String mediaType, Supplier<Schema> schema) {
            bodies.add(new Content(mediaType, schema));
            return this;
        }

        Builder answers(int status, String doc) {
            answers.add(new Answer(status, doc, Optional.empty()));
            return this;
        }

        Builder answers(int status, String doc, String mediaType, Supplier<Schema> schema) {
            answers.add(new Answer(status, doc, Optional.of(new Content(mediaType, schema))));
            return this;
        }

        Route by(Handler handler) {
            return new Route(method, path, summary, open, List.copyOf(params), List.copyOf(bodies),
                    List.copyOf(answers),
                    Optional.of(handler), Optional.empty());
        }

        Route byWebSocket(Consumer<WsConfig> handler) {
            return new Route(method, path, summary, open, List.copyOf(params), List.copyOf(bodies),
                    List.copyOf(answers),
                    Optional.empty(), Optional.of(handler));
        }
    }
}
