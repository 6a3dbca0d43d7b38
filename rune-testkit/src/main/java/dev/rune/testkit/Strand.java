package dev.rune.testkit;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A task with a thread of its own that runs only while its driver waits for it, so that driver and tasks together are
 * one thread of control.
 */
final class Strand {
    private static final ScopedValue<Strand> CURRENT = ScopedValue.newInstance();

    private final Thread thread;
    private final BooleanSupplier dead;
    private final AtomicReference<Throwable> fault = new AtomicReference<>();
    /** The driver while the strand runs; empty while it stands aside, and once it has ended. Handed over in turns. */
    private volatile Optional<Thread> driver = Optional.empty();
    /** Written by the strand's own thread while it stands aside. */
    private volatile boolean interrupted;
    private boolean begun;

    Strand(Runnable task, BooleanSupplier dead) {
        this.dead = dead;
        thread = Thread.ofVirtual().unstarted(() -> {
            try {
                ScopedValue.where(CURRENT, this).run(task);
            } catch (RuntimeException | Error thrown) {
                fault.set(thrown);
            }
            giveBack();
        });
    }

    /** The strand that the calling thread is; empty where it is none. */
    static Optional<Strand> current() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
    }

    /** Called by the driver: runs the task until it ends or stands aside; throws what the task threw. */
    void run() {
        driver = Optional.of(Thread.currentThread());
        if (begun) {
            LockSupport.unpark(thread);
        } else {
            begun = true;
            thread.start();
        }
        boolean stopped = false;
        while (driver.isPresent()) {
            LockSupport.park(this);
            stopped |= Thread.interrupted();
        }
        if (stopped) {
            Thread.currentThread().interrupt();
        }
        if (fault.get() != null) {
            throw new AssertionError("a task threw " + fault.get(), fault.get());
        }
    }

    /** Called by the task: gives control back to the driver until {@link #run()} is called again. */
    void standAside() {
        giveBack();
        while (driver.isEmpty()) {
            LockSupport.park(this);
            if (thread.isInterrupted()) {
                // Noted before it is cleared, so that the driver sees one or the other at any time.
                interrupted = true;
                Thread.interrupted();
            }
        }
        if (interrupted) {
            interrupted = false;
            thread.interrupt();
        }
    }

    /** Whether whoever asked for the task has ended. */
    boolean dead() {
        return dead.getAsBoolean();
    }

    /** Whether it was interrupted while it stands aside. */
    boolean interrupted() {
        return interrupted || thread.isInterrupted();
    }

    private void giveBack() {
        Thread waiting = driver.orElseThrow();
        driver = Optional.empty();
        LockSupport.unpark(waiting);
    }
}
