package dev.rune.daemon.http;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells one waiting thread that there is news. Any number of beats before the waiter looks count as one, so that
 * whoever gives them never waits and nothing piles up. Safe for use by many threads.
 */
final class Pulse {
    /** What a wait ended with. */
    enum Sign {
        /** There is news. */
        NEWS,
        /** Nothing came in the time given. */
        QUIET,
        /** Nothing will come any more. */
        CLOSED
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Guarded by the lock. */
    private boolean news;
    /** Guarded by the lock. */
    private boolean closed;

    /** There is news. Returns at once. */
    void beat() {
        lock.lock();
        try {
            news = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends every wait, now and later. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for news, and takes it. */
    Sign await(Duration longest) throws InterruptedException {
        lock.lock();
        try {
            long left = longest.toNanos();
            while (!news && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            Sign sign = closed ? Sign.CLOSED : news ? Sign.NEWS : Sign.QUIET;
            news = false;
            return sign;
        } finally {
            lock.unlock();
        }
    }

    /** Lets time pass, whatever news come meanwhile; they are there for the next wait. Ends early when this is closed. */
    void pause(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (!closed && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
