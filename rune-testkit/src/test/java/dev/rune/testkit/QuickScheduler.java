package dev.rune.testkit;

import dev.rune.kernel.schedule.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Real threads and a clock that runs a good deal faster than the real one. */
final class QuickScheduler implements Scheduler, Pause {
    private static final int SPEED = 10;

    private final Instant beginning = Instant.now();
    private final long begun = System.nanoTime();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1,
            Thread.ofPlatform().daemon().factory());

    @Override
    public InstantSource clock() {
        return () -> beginning.plusNanos((System.nanoTime() - begun) * SPEED);
    }

    @Override
    public Cancellation schedule(Duration delay, Runnable task) {
        try {
            Future<?> future = timer.schedule(task, delay.toNanos() / SPEED, TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException closed) {
            return () -> {};
        }
    }

    @Override
    public void execute(Runnable task) {
        schedule(Duration.ZERO, task);
    }

    @Override
    public void pause(Duration time) throws InterruptedException {
        Thread.sleep(time.dividedBy(SPEED));
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
