package dev.rune.daemon.http;

import dev.rune.kernel.spi.host.LogSelection;
import dev.rune.kernel.spi.runner.LogQuery;
import dev.rune.kernel.spi.runner.LogReader;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What instances wrote. */
final class LogRoutes {
    private static final Param NAME = Param.path("name", "A service's name or an instance's id.");
    private static final Param TAIL = Param.query("tail", Schemas.WHOLE,
            "Only so many of the last lines; 100 where it is left out, 0 for all.");
    private static final Param SINCE = Param.query("since", Schemas.TIME, "Only lines written at this time or later.");
    private static final Param UNTIL = Param.query("until", Schemas.TIME, "Only lines written before this time.");
    private static final Param FOLLOW = Param.query("follow", Schemas.FLAG,
            "Go on with the lines written from now on; an empty line now and then says that the stream lives.");
    private static final Param PREVIOUS = Param.query("previous", Schemas.FLAG,
            "Of a service, the ended predecessor in each slot.");
    private static final Param GREP = Param.query("grep", Schemas.TEXT,
            "Only lines in which this regular expression is found; `tail` counts those.");

    /** Lines are written by {@link LineBuffer}; this is their description. */
    private static final Shape<String> LINE = Shape.<String>named("LogLine", "One line an instance wrote.")
            .text("time", Schemas.TIME, line -> line)
            .text("instance", line -> line)
            .text("stream", new Schema.Word(List.of("stdout", "stderr")), line -> line)
            .text("line", line -> line);

    private final Backend backend;
    private final OpenStreams streams;

    LogRoutes(Backend backend, OpenStreams streams) {
        this.backend = backend;
        this.streams = streams;
    }

    List<Route> routes() {
        return List.of(Route.get("/v1/namespaces/{namespace}/logs/{name}",
                "What a service's instances, or one instance, wrote, merged by time.")
                .takes(ServiceRoutes.NAMESPACE, NAME, TAIL, SINCE, UNTIL, FOLLOW, PREVIOUS, GREP)
                .answers(200, "One JSON object a line.", Route.NDJSON, LINE::schema)
                .by(this::logs));
    }

    private void logs(Context request) throws IOException {
        try (LogReader reader = open(request); OpenStreams.Registration _ = streams.add(reader::close)) {
            request.res().setStatus(200);
            request.res().setContentType(Route.NDJSON);
            request.res().setHeader("Cache-Control", "no-store");
            if (FOLLOW.flag(request)) {
                // Says at once that the request is good, however long the first line may take.
                request.res().flushBuffer();
            }
            new LineStream(reader).copyTo(request.res().getOutputStream());
        }
    }

    private LogReader open(Context request) {
        long tail = TAIL.whole(request, 0, Integer.MAX_VALUE).orElse(100L);
        OptionalInt count = tail == 0 ? OptionalInt.empty() : OptionalInt.of(Math.toIntExact(tail));
        LogQuery query = new LogQuery(count, SINCE.text(request).map(text -> Times.parse(SINCE.name(), text)),
                UNTIL.text(request).map(text -> Times.parse(UNTIL.name(), text)), FOLLOW.flag(request));
        Optional<Pattern> pattern = GREP.text(request).map(LogRoutes::pattern);
        if (pattern.isEmpty()) {
            return open(request, query);
        }
        return count.isEmpty()
                ? new Grep(open(request, query), pattern.get())
                : lastFound(request, query, pattern.get());
    }

    /** The last lines with the pattern in them; which those are is known only once all have been read. */
    private LogReader lastFound(Context request, LogQuery query, Pattern pattern) {
        Instant now = Instant.now();
        Optional<Instant> until = query.until().filter(end -> end.isBefore(now)).or(() -> Optional.of(now));
        LogReader history = new Grep(open(request,
                new LogQuery(OptionalInt.empty(), query.since(), until, false)), pattern);
        return new Grep.Last(history, query.tail().getAsInt(), () -> query.follow()
                ? Optional.of(new Grep(open(request,
                        new LogQuery(OptionalInt.empty(), Optional.of(now), query.until(), true)), pattern))
                : Optional.empty());
    }

    private LogReader open(Context request, LogQuery query) {
        return backend.kernel().logs(request.pathParam(ServiceRoutes.NAMESPACE.name()), request.pathParam(NAME.name()),
                new LogSelection(query, PREVIOUS.flag(request)));
    }

    private static Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new RequestException(400,
                    "'grep' is '" + text + "', which is no regular expression: " + e.getDescription());
        }
    }
}
