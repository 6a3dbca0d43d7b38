package dev.rune.programs;

import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.runner.LogLine;
import dev.rune.kernel.spi.runner.LogLine.Stream;
import dev.rune.kernel.spi.runner.LogQuery;
import dev.rune.kernel.spi.runner.LogReader;
import dev.rune.kernel.status.InstanceId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Both streams of an instance as one, in the order of their times. */
final class MergedLines implements LogReader {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    /** A line of one stream waits so long for an earlier one of the other, which may still be on its way. */
    private static final Duration SETTLED = Duration.ofMillis(30);

    private final LineFile out;
    private final LineFile err;
    private final LogQuery query;
    private final BooleanSupplier lives;
    private final Deque<LogLine> tail = new ArrayDeque<>();
    private Optional<LogLine> nextOut = Optional.empty();
    private Optional<LogLine> nextErr = Optional.empty();
    /** Written by {@link #close()}. */
    private volatile boolean closed;

    /**
     * A reader of the files in {@code files}.
     *
     * @param lives whether the instance may still write
     */
    MergedLines(InstanceFolder files, InstanceId instance, LogQuery query, BooleanSupplier lives) throws IOException {
        this.out = new LineFile(files.log(InstanceFolder.OUT), instance, Stream.STDOUT);
        this.err = new LineFile(files.log(InstanceFolder.ERR), instance, Stream.STDERR);
        this.query = query;
        this.lives = lives;
        if (query.tail().isPresent()) {
            keepLast(query.tail().getAsInt());
        }
    }

    private void keepLast(int count) throws IOException {
        for (Optional<LogLine> line = take(true); line.isPresent(); line = take(true)) {
            tail.addLast(line.get());
            if (tail.size() > count) {
                tail.removeFirst();
            }
        }
    }

    @Override
    public Optional<LogLine> next() throws InterruptedException {
        try {
            while (!closed) {
                Optional<LogLine> line = Optional.ofNullable(tail.pollFirst());
                // Asked before the look: what is written before an end is seen by the look after it.
                boolean over = !query.follow() || !lives.getAsBoolean()
                        || query.until().filter(until -> Instant.now().isAfter(until)).isPresent();
                line = line.isPresent() ? line : take(over);
                if (line.isPresent() || over) {
                    return line;
                }
                Thread.sleep(LOOK_AGAIN);
            }
            return Optional.empty();
        } catch (IOException e) {
            if (closed) {
                return Optional.empty();
            }
            throw new ProblemException(Problem.of(ProblemCode.UNAVAILABLE, "the output cannot be read: " + e), e);
        }
    }

    /** The earlier of both streams' next lines. */
    private Optional<LogLine> take(boolean over) throws IOException {
        nextOut = nextOut.isPresent() ? nextOut : wanted(out);
        nextErr = nextErr.isPresent() ? nextErr : wanted(err);
        boolean errFirst = nextOut.isEmpty()
                || nextErr.isPresent() && nextErr.get().at().isBefore(nextOut.get().at());
        Optional<LogLine> first = errFirst ? nextErr : nextOut;
        boolean sure = over || nextOut.isPresent() && nextErr.isPresent()
                || first.filter(line -> line.at().isBefore(Instant.now().minus(SETTLED))).isPresent();
        if (first.isEmpty() || !sure) {
            return Optional.empty();
        }
        if (errFirst) {
            nextErr = Optional.empty();
        } else {
            nextOut = Optional.empty();
        }
        return first;
    }

    private Optional<LogLine> wanted(LineFile file) throws IOException {
        Optional<LogLine> line = file.next();
        while (line.isPresent() && query.since().isPresent() && line.get().at().isBefore(query.since().get())) {
            line = file.next();
        }
        return line.filter(found -> query.until().filter(until -> !found.at().isBefore(until)).isEmpty());
    }

    @Override
    public void close() {
        closed = true;
        try {
            out.close();
            err.close();
        } catch (IOException e) {
            throw new ProblemException(Problem.of(ProblemCode.UNAVAILABLE, "the output cannot be closed: " + e), e);
        }
    }
}
