package dev.rune.kernel.schedule;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The system's clock, one timer thread, and a virtual thread for each task. */
public final class SystemScheduler implements Scheduler {
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1,
            Thread.ofPlatform().daemon().name("rune-timer").factory());
    private final ExecutorService tasks = Executors
            .newThreadPerTaskExecutor(Thread.ofVirtual().name("rune-", 0).factory());

    /** Starts its timer thread. */
    public SystemScheduler() {
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public InstantSource clock() {
        return InstantSource.system();
    }

    @Override
    public Cancellation schedule(Duration delay, Runnable task) {
        try {
            Future<?> future = timer.schedule(() -> execute(task), Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException closed) {
            return () -> {};
        }
    }

    @Override
    public void execute(Runnable task) {
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
}
