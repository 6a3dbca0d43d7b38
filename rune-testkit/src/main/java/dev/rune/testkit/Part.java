package dev.rune.testkit;

import dev.rune.kernel.schedule.Scheduler;
import java.time.Duration;
import java.time.InstantSource;

/** A share in a manual scheduler: a daemon's, which ends while the host goes on. */
final class Part implements Scheduler {
    private final ManualScheduler whole;
    private volatile boolean closed;

    Part(ManualScheduler whole) {
        this.whole = whole;
    }

    @Override
    public InstantSource clock() {
        return whole.clock();
    }

    @Override
    public Cancellation schedule(Duration delay, Runnable task) {
        return whole.ring(delay, () -> execute(task));
    }

    @Override
    public void execute(Runnable task) {
        whole.execute(() -> runIfOpen(task), () -> closed);
    }

    private void runIfOpen(Runnable task) {
        if (!closed) {
            task.run();
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
