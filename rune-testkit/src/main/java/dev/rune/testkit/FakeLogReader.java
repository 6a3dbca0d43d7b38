package dev.rune.testkit;

import dev.rune.kernel.spi.runner.LogLine;
import dev.rune.kernel.spi.runner.LogQuery;
import dev.rune.kernel.spi.runner.LogReader;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Reads the lines of a fake instance; its place and whether it is closed are guarded by the host's lock. */
final class FakeLogReader implements LogReader {
    private static final Duration GLANCE = Duration.ofMillis(20);

    private final FakeHost host;
    private final FakeInstance instance;
    private final LogQuery query;
    private int next;
    private boolean closed;

    FakeLogReader(FakeHost host, FakeInstance instance, LogQuery query) {
        this.host = host;
        this.instance = instance;
        this.query = query;
        this.next = query.tail().isPresent() ? beginOfTail(query.tail().getAsInt()) : 0;
    }

    private int beginOfTail(int wanted) {
        List<LogLine> lines = instance.lines;
        int[] selected = IntStream.range(0, lines.size()).filter(at -> selects(lines.get(at))).toArray();
        return wanted == 0 || selected.length == 0 ? lines.size() : selected[Math.max(0, selected.length - wanted)];
    }

    private boolean selects(LogLine line) {
        return query.since().map(since -> !line.at().isBefore(since)).orElse(true)
                && query.until().map(until -> line.at().isBefore(until)).orElse(true);
    }

    @Override
    public Optional<LogLine> next() throws InterruptedException {
        Optional<LogLine> line = take();
        while (line.isEmpty() && goesOn()) {
            host.pause().pause(GLANCE);
            line = take();
        }
        return line;
    }

    private Optional<LogLine> take() {
        synchronized (host) {
            while (!closed && next < instance.lines.size()) {
                LogLine line = instance.lines.get(next++);
                if (selects(line)) {
                    return Optional.of(line);
                }
            }
            return Optional.empty();
        }
    }

    private boolean goesOn() {
        synchronized (host) {
            return !closed && query.follow() && (instance.alive() || next < instance.lines.size());
        }
    }

    @Override
    public void close() {
        synchronized (host) {
            closed = true;
        }
    }
}
