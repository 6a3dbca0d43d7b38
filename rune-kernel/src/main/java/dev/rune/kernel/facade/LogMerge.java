package dev.rune.kernel.facade;

import dev.rune.kernel.schedule.Scheduler;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.runner.LogLine;
import dev.rune.kernel.spi.runner.LogReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lines of several readers in the order of their time. Each reader is read ahead by a task of its own; a reader that has
 * nothing to say holds the others up for a moment only.
 */
final class LogMerge {
    private static final int AHEAD = 4096;
    /** How long a line waits for an earlier one that another reader may be about to bring. */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(30);

    private final Scheduler scheduler;
    private final boolean impatient;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final List<Source> sources = new ArrayList<>();
    private boolean complete;
    private boolean closed;

    private static final class Source {
        private final LogReader reader;
        private final Deque<LogLine> lines = new ArrayDeque<>();
        private boolean ended;

        Source(LogReader reader) {
            this.reader = reader;
        }
    }

    /** @param impatient whether readers may have nothing to say for long, so that the others must not wait for them */
    LogMerge(Scheduler scheduler, boolean impatient) {
        this.scheduler = scheduler;
        this.impatient = impatient;
    }

    /** Reads {@code reader} too. */
    void add(LogReader reader) {
        Source source = new Source(reader);
        lock.lock();
        try {
            if (closed) {
                reader.close();
                return;
            }
            sources.add(source);
            moved.signalAll();
        } finally {
            lock.unlock();
        }
        scheduler.execute(() -> pump(source));
    }

    /** No reader is added any more: when all have ended, so has this. */
    void complete() {
        lock.lock();
        try {
            complete = true;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    Optional<LogLine> next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long patience = PATIENCE_NANOS;
            while (true) {
                sources.removeIf(source -> source.ended && source.lines.isEmpty());
                boolean allSpeak = sources.stream().noneMatch(source -> source.lines.isEmpty());
                Optional<Source> first = sources.stream().filter(source -> !source.lines.isEmpty())
                        .min(Comparator.comparing(source -> source.lines.getFirst().at()));
                if (closed || (complete && sources.isEmpty())) {
                    return Optional.empty();
                }
                if (first.isPresent() && (allSpeak || (impatient && patience <= 0))) {
                    moved.signalAll();
                    return Optional.of(first.get().lines.removeFirst());
                }
                if (first.isPresent() && impatient) {
                    patience = moved.awaitNanos(patience);
                } else {
                    moved.await();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            moved.signalAll();
            sources.forEach(source -> source.reader.close());
        } finally {
            lock.unlock();
        }
    }

    private void pump(Source source) {
        try (LogReader reader = source.reader) {
            for (Optional<LogLine> line = reader.next(); line.isPresent()
                    && hand(source, line.get()); line = reader.next()) {
                // Handing over is all there is to do with a line.
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (ProblemException gone) {
            // An instance that was removed meanwhile has nothing more to say.
        } finally {
            end(source);
        }
    }

    private void end(Source source) {
        lock.lock();
        try {
            source.ended = true;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean hand(Source source, LogLine line) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed && source.lines.size() >= AHEAD) {
                moved.await();
            }
            source.lines.addLast(line);
            moved.signalAll();
            return !closed;
        } finally {
            lock.unlock();
        }
    }
}
