package dev.rune.plugin.docker;

import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.runner.LogLine;
import dev.rune.kernel.spi.runner.LogQuery;
import dev.rune.kernel.spi.runner.LogReader;
import dev.rune.kernel.status.InstanceId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * A container's log. The engine puts a time before each piece it has kept, and a line longer than 16 KiB was kept in
 * several pieces, of which only the last has an end of line.
 */
final class ContainerLogReader implements LogReader {
    private static final long NANOS = 1_000_000_000L;

    private final EngineAddress engine;
    private final InstanceId id;
    private final LogQuery query;
    private final Exchange exchange;
    private final Frames frames;
    private final Unfinished output = new Unfinished(LogLine.Stream.STDOUT);
    private final Unfinished error = new Unfinished(LogLine.Stream.STDERR);
    private final Deque<LogLine> ready = new ArrayDeque<>();
    private Instant last = Instant.MIN;
    private boolean ended;
    /** Written by whoever closes. */
    private volatile boolean closed;

    private ContainerLogReader(EngineAddress engine, InstanceId id, LogQuery query, Exchange exchange) {
        this.engine = engine;
        this.id = id;
        this.query = query;
        this.exchange = exchange;
        this.frames = new Frames(exchange.getBody());
    }

    /** Reads the log of {@code container}; empty where it is gone. */
    static Optional<ContainerLogReader> open(Engine engine, InstanceId id, String container, LogQuery query) {
        StringBuilder path = new StringBuilder(
                "/containers/" + container + "/logs?stdout=1&stderr=1&timestamps=1");
        if (query.follow()) {
            path.append("&follow=1");
        }
        // The engine counts from the end of the log; where less than that is wanted, it has to be counted here.
        if (query.tail().isPresent() && query.until().isEmpty()) {
            path.append("&tail=").append(query.tail().getAsInt());
        }
        query.since().ifPresent(since -> path.append("&since=").append(since.getEpochSecond()).append('.')
                .append("%09d".formatted(since.getNano() % NANOS)));
        return engine.open("reading the log of " + id, "GET", path.toString())
                .map(exchange -> new ContainerLogReader(engine.address(), id, query, exchange));
    }

    @Override
    public Optional<LogLine> next() throws InterruptedException {
        if (query.until().isPresent() && query.tail().isPresent() && !ended) {
            readToTheEnd(query.tail().getAsInt());
        }
        while (ready.isEmpty() && !ended) {
            read();
        }
        return Optional.ofNullable(ready.poll());
    }

    private void readToTheEnd(int tail) throws InterruptedException {
        while (!ended) {
            read();
            while (ready.size() > tail) {
                ready.removeFirst();
            }
        }
    }

    private void read() throws InterruptedException {
        try {
            Optional<Frames.Frame> frame = frames.next();
            if (frame.isEmpty()) {
                output.end();
                error.end();
                ended = true;
            } else {
                (frame.get().error() ? error : output).add(frame.get().bytes());
            }
        } catch (ClosedByInterruptException interrupted) {
            throw new InterruptedException();
        } catch (IOException cut) {
            ended = true;
            if (!closed) {
                throw new ProblemException(Faults.gone(engine, "the log of " + id + " broke off: " + cut.getMessage()),
                        cut);
            }
            ready.clear();
        }
    }

    private void add(Instant time, LogLine.Stream stream, String text) {
        // Of two streams the engine may have kept one piece a moment too early.
        last = time.isAfter(last) ? time : last;
        if (query.until().isPresent() && !last.isBefore(query.until().get())) {
            ended = true;
        } else if (query.since().isEmpty() || !last.isBefore(query.since().get())) {
            ready.add(new LogLine(last, id, stream, text));
        }
    }

    @Override
    public void close() {
        closed = true;
        exchange.close();
    }

    /** What has come of a line whose end has not. */
    private final class Unfinished {
        private final LogLine.Stream stream;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private Optional<Instant> time = Optional.empty();

        Unfinished(LogLine.Stream stream) {
            this.stream = stream;
        }

        void add(byte[] piece) throws IOException {
            int space = 0;
            while (space < piece.length && piece[space] != ' ') {
                space++;
            }
            Instant at = time(new String(piece, 0, space, StandardCharsets.US_ASCII));
            time = time.or(() -> Optional.of(at));
            boolean whole = piece.length > 0 && piece[piece.length - 1] == '\n';
            int from = Math.min(space + 1, piece.length);
            bytes.write(piece, from, Math.max(0, piece.length - from - (whole ? 1 : 0)));
            if (whole) {
                end();
            }
        }

        void end() {
            time.ifPresent(at -> ContainerLogReader.this.add(at, stream, bytes.toString(StandardCharsets.UTF_8)));
            time = Optional.empty();
            bytes.reset();
        }

        private static Instant time(String text) throws IOException {
            try {
                return Instant.parse(text);
            } catch (DateTimeException broken) {
                throw new IOException("'" + text + "' is no time", broken);
            }
        }
    }
}
