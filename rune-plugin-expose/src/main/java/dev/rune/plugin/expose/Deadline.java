package dev.rune.plugin.expose;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One moment, moved often, by which something is to have happened. A move costs nothing: the timer that runs looks, when
 * it is due, whether the moment has moved, and goes on. Used on one event loop.
 */
final class Deadline {
    private final EventExecutor loop;
    private final Runnable missed;
    private boolean set;
    private boolean running;
    private long at;
    /** When the timer that runs is due. */
    private long due;
    /** Timers that were overtaken by an earlier moment do nothing. */
    private int timer;

    Deadline(EventExecutor loop, Runnable missed) {
        this.loop = loop;
        this.missed = missed;
    }

    void in(Duration time) {
        set = true;
        at = System.nanoTime() + time.toNanos();
        if (!running || due - at > 0) {
            run();
        }
    }

    void never() {
        set = false;
    }

    private void run() {
        running = true;
        due = at;
        int own = ++timer;
        loop.schedule(() -> look(own), Math.max(0, at - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    private void look(int own) {
        if (own != timer) {
            return;
        }
        running = false;
        if (set && at - System.nanoTime() > 0) {
            run();
        } else if (set) {
            set = false;
            missed.run();
        }
    }
}
