package dev.rune.daemon.http;

import dev.rune.kernel.spi.runner.LogLine;
import dev.rune.kernel.spi.runner.LogReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Leaves out the lines in which a pattern is not found. */
final class Grep implements LogReader {
    private final LogReader lines;
    private final Matcher matcher;

    Grep(LogReader lines, Pattern pattern) {
        this.lines = lines;
        this.matcher = pattern.matcher("");
    }

    @Override
    public Optional<LogLine> next() throws InterruptedException {
        Optional<LogLine> line = lines.next();
        while (line.isPresent() && !matcher.reset(line.get().text()).find()) {
            line = lines.next();
        }
        return line;
    }

    @Override
    public void close() {
        lines.close();
    }

    /** The last few lines of one reader, which has an end, followed by the lines of another, where there is one. */
    static final class Last implements LogReader {
        private final LogReader history;
        private final int count;
        private final Supplier<Optional<LogReader>> successor;
        private final Deque<LogLine> kept = new ArrayDeque<>();
        /** Guarded by this. Who is read from; the history while that is empty. */
        private Optional<LogReader> following = Optional.empty();
        /** Guarded by this. */
        private boolean closed;
        private boolean read;

        /** @param successor opened when the history has been read */
        Last(LogReader history, int count, Supplier<Optional<LogReader>> successor) {
            this.history = history;
            this.count = count;
            this.successor = successor;
        }

        @Override
        public Optional<LogLine> next() throws InterruptedException {
            if (!read) {
                readHistory();
            }
            if (!kept.isEmpty()) {
                return Optional.of(kept.removeFirst());
            }
            Optional<LogReader> current = current();
            return current.isPresent() ? current.get().next() : Optional.empty();
        }

        @Override
        public synchronized void close() {
            closed = true;
            history.close();
            following.ifPresent(LogReader::close);
        }

        private void readHistory() throws InterruptedException {
            for (Optional<LogLine> line = history.next(); line.isPresent(); line = history.next()) {
                if (kept.size() == count) {
                    kept.removeFirst();
                }
                kept.addLast(line.get());
            }
            read = true;
            follow();
        }

        private synchronized void follow() {
            if (!closed) {
                following = successor.get();
            }
        }

        private synchronized Optional<LogReader> current() {
            return closed ? Optional.empty() : following;
        }
    }
}
