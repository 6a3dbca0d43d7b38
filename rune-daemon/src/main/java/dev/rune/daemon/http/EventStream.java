package dev.rune.daemon.http;

import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** An answer of server-sent events. Used by the thread that serves the request; a slow client holds up only that. */
final class EventStream {
    /** How long a stream may be silent: shorter than what proxies and the connection itself put up with. */
    static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final ServletOutputStream out;

    private EventStream(ServletOutputStream out) {
        this.out = out;
    }

    /** Begins the answer. */
    static EventStream begin(Context request) throws IOException {
        request.res().setStatus(200);
        request.res().setContentType(Route.EVENT_STREAM);
        request.res().setHeader("Cache-Control", "no-store");
        EventStream stream = new EventStream(request.res().getOutputStream());
        stream.out.flush();
        return stream;
    }

    /** Sends one event; {@code data} is JSON, and so has no line ends. */
    void send(String event, byte[] data) throws IOException {
        text("event: " + event + "\n");
        data(data);
    }

    /** Sends one event by whose id a client can go on where it stopped. */
    void send(String event, long id, byte[] data) throws IOException {
        text("event: " + event + "\nid: " + id + "\n");
        data(data);
    }

    /** Sends what clients ignore, which finds out whether there still is one. */
    void heartbeat() throws IOException {
        text(":\n\n");
        out.flush();
    }

    void flush() throws IOException {
        out.flush();
    }

    private void data(byte[] data) throws IOException {
        text("data: ");
        out.write(data);
        text("\n\n");
    }

    private void text(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
