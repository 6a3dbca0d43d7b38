package dev.rune.daemon.http;

import dev.rune.kernel.spi.runner.LogLine;
import dev.rune.kernel.spi.runner.LogReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Carries lines from a reader to a client with one thread on each side: while the client takes one buffer, the next is
 * filled. So lines go out in large pieces while there are many, and at once when there are few; and no more are read than
 * the client takes.
 */
final class LineStream {
    /** When the reader waits for the client. */
    private static final int FULL = 1 << 18;

    private final LogReader reader;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Guarded by the lock. */
    private LineBuffer filling = new LineBuffer();
    /** Guarded by the lock. */
    private boolean ended;
    /** Guarded by the lock. */
    private boolean abandoned;
    /** Guarded by the lock. What kept the reader from its end. */
    private Optional<RuntimeException> failure = Optional.empty();

    LineStream(LogReader reader) {
        this.reader = reader;
    }

    /** Copies until the reader's end. Called once, by the thread that serves the client. */
    void copyTo(OutputStream out) throws IOException {
        Thread producer = Thread.ofVirtual().name("log-reader").start(this::read);
        try {
            write(out);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } finally {
            abandon();
            reader.close();
            producer.interrupt();
        }
    }

    private void read() {
        Optional<RuntimeException> failed = Optional.empty();
        try {
            Optional<LogLine> line = reader.next();
            while (line.isPresent() && add(line.get())) {
                line = reader.next();
            }
        } catch (InterruptedException _) {
            // Only the client's thread interrupts, once it wants no more.
        } catch (RuntimeException e) {
            failed = Optional.of(e);
        }
        end(failed);
    }

    /** @return whether there is still somebody to read for */
    private boolean add(LogLine line) throws InterruptedException {
        lock.lock();
        try {
            while (filling.length() > FULL && !abandoned) {
                changed.await();
            }
            if (filling.length() == 0) {
                changed.signalAll();
            }
            filling.add(line);
            return !abandoned;
        } finally {
            lock.unlock();
        }
    }

    private void end(Optional<RuntimeException> failed) {
        lock.lock();
        try {
            ended = true;
            failure = failed;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void abandon() {
        lock.lock();
        try {
            abandoned = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void write(OutputStream out) throws IOException, InterruptedException {
        LineBuffer piece = take(new LineBuffer());
        while (piece.length() > 0) {
            out.write(piece.bytes(), 0, piece.length());
            if (nothingWaits()) {
                out.flush();
            }
            piece = take(piece);
        }
    }

    /**
     * Waits until there is something and takes it; an empty line where there is nothing for long, which finds out whether
     * the client is still there.
     *
     * @param emptied to be filled next
     * @return what was filled; empty at the end
     */
    private LineBuffer take(LineBuffer emptied) throws InterruptedException {
        emptied.clear();
        lock.lock();
        try {
            long left = EventStream.HEARTBEAT.toNanos();
            while (filling.length() == 0 && !ended && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (filling.length() == 0) {
                failure.ifPresent(e -> {
                    throw e;
                });
                if (!ended) {
                    filling.addNothing();
                }
            }
            LineBuffer filled = filling;
            filling = emptied;
            changed.signalAll();
            return filled;
        } finally {
            lock.unlock();
        }
    }

    private boolean nothingWaits() {
        lock.lock();
        try {
            return filling.length() == 0;
        } finally {
            lock.unlock();
        }
    }
}
