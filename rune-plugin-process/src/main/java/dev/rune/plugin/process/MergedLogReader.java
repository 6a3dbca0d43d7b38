package dev.rune.plugin.process;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.runner.LogLine;
import dev.rune.kernel.spi.runner.LogQuery;
import dev.rune.kernel.spi.runner.LogReader;
import dev.rune.kernel.status.InstanceId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Reads what an instance wrote to both of its streams, in the order of time, and waits for more where asked to. */
final class MergedLogReader implements LogReader {
    private static final long SHORTEST_PAUSE_MILLIS = 2;
    private static final long LONGEST_PAUSE_MILLIS = 100;

    private final List<Part> parts = new ArrayList<>();
    private final LogQuery query;
    private final BooleanSupplier ended;
    private final CountDownLatch closed = new CountDownLatch(1);
    // Of the lines there were at the beginning, how many go before the tail.
    private int skipped;

    /** A stream with the part of it that is asked for. */
    private static final class Part {
        final LineReader reader;
        long end;
        Optional<LogLine> head = Optional.empty();

        Part(LineReader reader) {
            this.reader = reader;
        }
    }

    /** Reads {@code files} of {@code instance}; {@code ended} says whether nothing more can come. */
    MergedLogReader(InstanceId instance, List<LogFile> files, LogQuery query, BooleanSupplier ended) {
        this.query = query;
        this.ended = ended;
        try {
            for (LogFile file : files) {
                parts.add(new Part(new LineReader(file, instance)));
            }
            int lines = 0;
            for (int i = 0; i < files.size(); i++) {
                lines += begin(parts.get(i), files.get(i).head());
            }
            skipped = Math.max(0, lines - query.tail().orElse(Integer.MAX_VALUE));
        } catch (IOException gone) {
            close();
            throw ProblemException.of(ProblemCode.NOT_FOUND, "instance " + instance + " has no logs any more");
        }
    }

    @Override
    public Optional<LogLine> next() throws InterruptedException {
        long pause = SHORTEST_PAUSE_MILLIS;
        while (closed.getCount() > 0) {
            // Asked before the files: what was written before the end is then read for certain.
            boolean last = !query.follow() || ended.getAsBoolean();
            Optional<LogLine> line = earliest(last);
            if (line.isPresent() && skipped > 0) {
                skipped--;
            } else if (line.isPresent()) {
                return line;
            } else if (last || pastUntil()) {
                return Optional.empty();
            } else {
                if (closed.await(pause, TimeUnit.MILLISECONDS)) {
                    return Optional.empty();
                }
                pause = Math.min(LONGEST_PAUSE_MILLIS, 2 * pause);
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        closed.countDown();
        for (Part part : parts) {
            try {
                part.reader.close();
            } catch (IOException ignored) {
                // Nothing was written through it that could be lost.
            }
        }
    }

    /** Finds the part of the stream that is asked for; returns how many lines of it there are, as far as the tail asks. */
    private int begin(Part part, long head) {
        long size = part.reader.refresh();
        part.end = query.until().map(until -> part.reader.offsetAt(until, head, size)).orElse(size);
        long start = query.since().map(since -> part.reader.offsetAt(since, head, size)).orElse(head);
        if (query.tail().isEmpty()) {
            part.reader.seek(Math.min(start, part.end));
            return 0;
        }
        LineReader.Tail tail = part.reader.tail(query.tail().getAsInt(), Math.min(start, part.end), part.end);
        part.reader.seek(tail.begin());
        return tail.lines();
    }

    private Optional<LogLine> earliest(boolean last) {
        Part first = null;
        for (Part part : parts) {
            fetch(part, last);
            if (part.head.isPresent()
                    && (first == null || part.head.get().at().isBefore(first.head.orElseThrow().at()))) {
                first = part;
            }
        }
        if (first == null) {
            return Optional.empty();
        }
        Optional<LogLine> line = first.head;
        first.head = Optional.empty();
        return line;
    }

    private void fetch(Part part, boolean last) {
        if (part.head.isPresent() || closed.getCount() == 0) {
            return;
        }
        // While following, what has no end of line yet counts only once the end is known to be the last.
        part.head = part.reader.next(part.end, last && !query.follow());
        if (part.head.isEmpty() && query.follow()) {
            part.end = part.reader.refresh();
            part.head = part.reader.next(part.end, last)
                    .filter(line -> query.until().isEmpty() || line.at().isBefore(query.until().get()));
        }
    }

    /** Whether whatever comes is too late to be asked for. */
    private boolean pastUntil() {
        return query.until().isPresent() && !java.time.Instant.now().isBefore(query.until().get());
    }
}
