package dev.rune.kernel.schedule;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** The system's clock, one timer thread, and a virtual thread for each task. */
public final class SystemScheduler implements Scheduler {
    /** What time it is. */
    public static final InstantSource CLOCK = InstantSource.system();

    /** When a task is tried again that the machine had no thread for. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1,
            Thread.ofPlatform().daemon().name("rune-timer").factory());
    private final ExecutorService tasks;

    /** Starts its timer thread. */
    public SystemScheduler() {
        this(Thread.ofVirtual().name("rune-", 0).factory());
    }

    SystemScheduler(ThreadFactory threads) {
        tasks = Executors.newThreadPerTaskExecutor(threads);
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public InstantSource clock() {
        return CLOCK;
    }

    @Override
    public Cancellation schedule(Duration delay, Runnable task) {
        return new Alarm(task).after(delay);
    }

    @Override
    public void execute(Runnable task) {
        try {
            begin(task);
        } catch (OutOfMemoryError noThread) {
            new Alarm(task).after(RETRY);
        }
    }

    private void begin(Runnable task) {
        try {
            tasks.execute(task);
        } catch (RejectedExecutionException closed) {
            // Nothing runs any more once the kernel is closed; what is level-triggered needs no goodbye.
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        tasks.shutdownNow();
    }

    /** A task that waits for its time. Where the machine has no thread for it then, it waits on: others may count on it. */
    private final class Alarm implements Runnable, Cancellation {
        private final Runnable task;
        /** Under this object's lock. */
        private Optional<Future<?>> next = Optional.empty();
        /** Under this object's lock. */
        private boolean cancelled;

        Alarm(Runnable task) {
            this.task = task;
        }

        synchronized Alarm after(Duration delay) {
            try {
                if (!cancelled) {
                    next = Optional.of(timer.schedule(this, Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS));
                }
            } catch (RejectedExecutionException closed) {
                // As for what is to run at once.
            }
            return this;
        }

        @Override
        public void run() {
            try {
                begin(task);
            } catch (OutOfMemoryError noThread) {
                after(RETRY);
            }
        }

        @Override
        public synchronized void cancel() {
            cancelled = true;
            next.ifPresent(future -> future.cancel(false));
        }
    }
}
