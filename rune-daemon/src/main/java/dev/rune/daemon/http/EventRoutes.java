package dev.rune.daemon.http;

import dev.rune.kernel.spi.host.Subscription;
import dev.rune.kernel.status.Event;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What happened. */
final class EventRoutes {
    private static final Param NAMESPACE = Param.query("namespace", Schemas.TEXT, "Only events of this namespace.");
    private static final Param AFTER = Param.query("after", Schemas.WHOLE,
            "Only events with a larger sequence number.");
    private static final Param FOLLOW = Param.query("follow", Schemas.FLAG,
            "Go on with further events as they happen, as server-sent events whose ids are the sequence numbers.");
    private static final String LAST_ID = "Last-Event-ID";

    private final Backend backend;
    private final OpenStreams streams;

    EventRoutes(Backend backend, OpenStreams streams) {
        this.backend = backend;
        this.streams = streams;
    }

    List<Route> routes() {
        return List.of(Route.get("/v1/events", "The events that are still kept, oldest first.")
                .takes(NAMESPACE, AFTER, FOLLOW, new Param(LAST_ID, "header", Schemas.WHOLE,
                        "Where a stream broke off; counts instead of `after`."))
                .answers(200, "The events.", Route.JSON, () -> Documents.EVENT.schema().list())
                .answers(200, "The events.", Route.EVENT_STREAM, Documents.EVENT::schema)
                .by(this::events));
    }

    private void events(Context request) throws IOException, InterruptedException {
        long after = after(request);
        Optional<String> namespace = NAMESPACE.text(request);
        if (!FOLLOW.flag(request)) {
            Reply.jsonList(request, Documents.EVENT,
                    backend.kernel().events(after).stream().filter(event -> wanted(event, namespace)).toList());
            return;
        }
        Pulse pulse = new Pulse();
        try (Subscription _ = backend.kernel().onEvent(_ -> pulse.beat());
                OpenStreams.Registration _ = streams.add(pulse::close)) {
            follow(EventStream.begin(request), after, namespace, pulse);
        }
    }

    /**
     * The kernel keeps the events; a client is only told how far it has come. So a slow one costs no memory, and sees a
     * gap in the numbers where it was too slow for what the kernel keeps.
     */
    private void follow(EventStream out, long after, Optional<String> namespace, Pulse pulse)
            throws IOException, InterruptedException {
        long last = after;
        Pulse.Sign sign = Pulse.Sign.NEWS;
        while (sign != Pulse.Sign.CLOSED) {
            if (sign == Pulse.Sign.QUIET) {
                out.heartbeat();
            } else {
                for (Event event : backend.kernel().events(last)) {
                    last = event.sequence();
                    if (wanted(event, namespace)) {
                        out.send("event", last, Json.bytes(Documents.EVENT, event));
                    }
                }
                out.flush();
            }
            sign = pulse.await(EventStream.HEARTBEAT);
        }
    }

    private static boolean wanted(Event event, Optional<String> namespace) {
        return namespace.isEmpty() || namespace.get().equals(event.namespace());
    }

    private static long after(Context request) {
        return Optional.ofNullable(request.header(LAST_ID)).filter(text -> text.matches("[0-9]{1,18}"))
                .map(Long::valueOf)
                .or(() -> AFTER.whole(request, 0, Long.MAX_VALUE)).orElse(0L);
    }
}
