package dev.rune.testkit;

import dev.rune.kernel.schedule.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * A scheduler on a manual clock that runs one task at a time, in the order of time and then of asking, and only while a
 * test lets it. The same calls give the same run, whatever the machine.
 *
 * <p>A task may {@link #pause}: it stands aside until the clock has moved so far, and others run meanwhile. That is why
 * each task has a thread of its own; never do two of them run at once. A task must not wait for another in any other
 * way.
 */
public final class ManualScheduler implements Scheduler, Pause {
    private record Timer(Instant at, long order, Runnable task) {
        static final Comparator<Timer> ORDER = Comparator.comparing(Timer::at).thenComparing(Timer::order);
    }

    private static final int TOO_MANY = 20_000;

    private final ManualClock clock = new ManualClock();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Timer.ORDER);
    private final Queue<Strand> ready = new ArrayDeque<>();
    private final Set<Strand> parked = new LinkedHashSet<>();
    private long asked;
    private boolean closed;

    @Override
    public InstantSource clock() {
        return clock;
    }

    @Override
    public Cancellation schedule(Duration delay, Runnable task) {
        return ring(delay, () -> execute(task));
    }

    /** Runs {@code task}, which must be short, on the driver's thread after {@code delay}. */
    synchronized Cancellation ring(Duration delay, Runnable task) {
        Instant now = clock.instant();
        Timer timer = new Timer(delay.isNegative() ? now : now.plus(delay), asked++, task);
        timers.add(timer);
        return () -> cancel(timer);
    }

    private synchronized void cancel(Timer timer) {
        timers.remove(timer);
    }

    @Override
    public void execute(Runnable task) {
        execute(task, () -> false);
    }

    /** {@code dead} says whether whoever asked for the task has ended; if so, its pauses end by an interruption. */
    synchronized void execute(Runnable task, BooleanSupplier dead) {
        if (!closed) {
            ready.add(new Strand(task, dead));
        }
    }

    /** Stands aside while the clock moves so far; called by a test instead of a task it moves the clock itself. */
    @Override
    public void pause(Duration time) throws InterruptedException {
        Optional<Strand> current = Strand.current();
        if (current.isEmpty()) {
            advance(time);
            return;
        }
        Strand strand = current.get();
        synchronized (this) {
            timers.add(new Timer(clock.instant().plus(time), asked++, () -> wake(strand)));
            parked.add(strand);
        }
        strand.standAside();
        if (Thread.interrupted() || strand.dead()) {
            throw new InterruptedException("interrupted in a pause of " + time);
        }
    }

    private synchronized void wake(Strand strand) {
        if (parked.remove(strand)) {
            ready.add(strand);
        }
    }

    /** Runs what is to run now and all that follows from it without the clock moving. */
    public void runUntilIdle() {
        int steps = 0;
        for (Strand next = nextReady(); next != null; next = nextReady()) {
            next.run();
            if (++steps > TOO_MANY) {
                throw new AssertionError("tasks follow on tasks without end while the clock stands still");
            }
        }
    }

    private synchronized Strand nextReady() {
        parked.stream().filter(Strand::interrupted).toList().forEach(this::wake);
        return ready.poll();
    }

    /** Moves the clock by {@code time} and runs, each at its time, what is due until then. */
    public void advance(Duration time) {
        Instant end = clock.instant().plus(time);
        runUntilIdle();
        while (ringBefore(end)) {
            runUntilIdle();
        }
        clock.moveTo(end);
    }

    /**
     * Moves the clock to the next thing due, if there is one within {@code most}, and runs it; moves it by {@code most}
     * where there is none.
     *
     * @return whether there was one
     */
    public boolean advanceToNext(Duration most) {
        Instant end = clock.instant().plus(most);
        runUntilIdle();
        boolean rang = ringBefore(end);
        if (rang) {
            runUntilIdle();
        } else {
            clock.moveTo(end);
        }
        return rang;
    }

    private boolean ringBefore(Instant end) {
        Timer timer;
        synchronized (this) {
            timer = timers.peek();
            if (timer == null || timer.at().isAfter(end)) {
                return false;
            }
            timers.remove();
            if (timer.at().isAfter(clock.instant())) {
                clock.moveTo(timer.at());
            }
        }
        timer.task().run();
        return true;
    }

    /** Whether nothing is to run, now or later. */
    public synchronized boolean idle() {
        return ready.isEmpty() && timers.isEmpty();
    }

    /** A scheduler on the same clock that can be closed alone: what it was given runs no more, the rest goes on. */
    public Scheduler part() {
        return new Part(this);
    }

    @Override
    public synchronized void close() {
        closed = true;
        ready.clear();
        timers.clear();
    }
}
