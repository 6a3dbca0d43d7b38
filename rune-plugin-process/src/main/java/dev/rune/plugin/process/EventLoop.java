package dev.rune.plugin.process;

import com.sun.jna.Native;
import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Tells when processes end, when files are written and when time has passed, without asking any of them: one platform
 * thread that sleeps in one {@code epoll_wait}. Idle, it costs nothing however much it waits for. All callbacks run on
 * that thread, so they are short, and what only they touch needs no lock.
 *
 * <p>The thread makes ready what it waits with, native code included, which takes a while: whoever needs it waits then.
 */
final class EventLoop implements AutoCloseable {
    private static final Logger LOG = System.getLogger(EventLoop.class.getName());
    private static final Duration WITHOUT_NOTICE = Duration.ofSeconds(1);

    private final CompletableFuture<Epoll> ready = new CompletableFuture<>();
    private final Thread thread = Thread.ofPlatform().name("rune-process-events").daemon().unstarted(this::run);
    // Written by every thread, under the lock of this object.
    private final Map<Integer, ExitWatch> exits = new HashMap<>();
    private final Map<Integer, Runnable> files = new HashMap<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private boolean closed;
    // When the thread will look at the timers again by itself; it must be woken for what is due before.
    private long sleepsUntil = Long.MIN_VALUE;
    private boolean sleepsForEver;

    /** What is to be told the end of a process; it may keep {@code pidfd} and closes it. */
    @FunctionalInterface
    interface ExitWatch {
        /** Called once. {@code pidfd} is less than 0 where the kernel has none. */
        void ended(int pidfd);
    }

    private record Timer(long atNanos, Runnable task) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            return Long.signum(atNanos - other.atNanos);
        }
    }

    EventLoop() {
        thread.start();
    }

    /** @throws ProblemException when this host lacks what is needed to watch processes */
    Epoll awaitReady() {
        try {
            return ready.join();
        } catch (CompletionException failed) {
            throw new ProblemException(Problem.of(ProblemCode.UNAVAILABLE,
                    "processes cannot be watched on this host: " + failed.getCause()), failed);
        }
    }

    /** Calls {@code ended} once {@code process} has ended, at once where it has already. */
    void onExit(ProcessKey process, ExitWatch ended) {
        Epoll epoll = awaitReady();
        int pidfd = Libc.pidfdOpen(process.pid());
        if (pidfd < 0 && Native.getLastError() != Libc.ESRCH) {
            pollExit(process, ended);
            return;
        }
        if (pidfd < 0 || !process.alive()) {
            schedule(Duration.ZERO, () -> ended.ended(pidfd));
            return;
        }
        synchronized (this) {
            exits.put(pidfd, ended);
        }
        try {
            epoll.add(pidfd);
        } catch (IOException full) {
            synchronized (this) {
                exits.remove(pidfd);
            }
            Libc.close(pidfd);
            pollExit(process, ended);
        }
    }

    /** Calls {@code written} when {@code file} is next written to; soon where that cannot be noticed. */
    void onWrite(Path file, Runnable written) {
        Epoll epoll = awaitReady();
        synchronized (this) {
            int watch = epoll.addFile(file.toString());
            if (watch >= 0) {
                files.put(watch, written);
                return;
            }
        }
        schedule(WITHOUT_NOTICE, written);
    }

    /** Calls {@code task} after {@code delay}. */
    void schedule(Duration delay, Runnable task) {
        boolean sleepsTooLong;
        synchronized (this) {
            Timer timer = new Timer(System.nanoTime() + delay.toNanos(), task);
            timers.add(timer);
            sleepsTooLong = sleepsForEver || (sleepsUntil != Long.MIN_VALUE && sleepsUntil - timer.atNanos() > 0);
            if (sleepsTooLong) {
                awake();
            }
        }
        if (sleepsTooLong) {
            awaitReady().wake();
        }
    }

    /** Ends the thread; nothing is called back afterwards. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        var _ = ready.thenAccept(Epoll::wake);
        boolean interrupted = false;
        while (thread.isAlive() && Thread.currentThread() != thread) {
            try {
                thread.join();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void pollExit(ProcessKey process, ExitWatch ended) {
        schedule(WITHOUT_NOTICE, () -> {
            if (process.alive()) {
                pollExit(process, ended);
            } else {
                ended.ended(-1);
            }
        });
    }

    private void run() {
        try (Epoll epoll = new Epoll()) {
            ready.complete(epoll);
            while (!isClosed()) {
                epoll.await(untilNextTimer(), new Dispatch(epoll));
                runTimers();
            }
            closePidfds();
        } catch (IOException | LinkageError impossible) {
            ready.completeExceptionally(impossible);
        }
    }

    private final class Dispatch implements Epoll.Ready {
        private final Epoll epoll;

        Dispatch(Epoll epoll) {
            this.epoll = epoll;
        }

        @Override
        public void descriptor(int pidfd) {
            Optional<ExitWatch> ended;
            synchronized (EventLoop.this) {
                ended = Optional.ofNullable(exits.remove(pidfd));
            }
            // Not waited for any more, but open until whoever is told has asked it how the process ended.
            epoll.remove(pidfd);
            ended.ifPresent(watch -> guarded(() -> watch.ended(pidfd)));
        }

        @Override
        public void file(int number) {
            Optional<Runnable> written;
            synchronized (EventLoop.this) {
                written = Optional.ofNullable(files.remove(number));
            }
            written.ifPresent(EventLoop::guarded);
        }
    }

    private void runTimers() {
        while (true) {
            Timer due;
            synchronized (this) {
                awake();
                due = timers.peek();
                if (closed || due == null || due.atNanos() > System.nanoTime()) {
                    return;
                }
                timers.remove();
            }
            guarded(due.task());
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException fault) {
            LOG.log(Level.ERROR, "a callback of the process runner failed", fault);
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized int untilNextTimer() {
        Timer next = timers.peek();
        if (next == null) {
            sleepsForEver = true;
            return -1;
        }
        sleepsUntil = next.atNanos();
        long nanos = next.atNanos() - System.nanoTime();
        return nanos <= 0 ? 0 : (int) Math.min(Integer.MAX_VALUE, nanos / 1_000_000 + 1);
    }

    // Called with the lock held: the thread is awake, or will be at once.
    private void awake() {
        sleepsForEver = false;
        sleepsUntil = Long.MIN_VALUE;
    }

    private synchronized void closePidfds() {
        exits.keySet().forEach(Libc::close);
        exits.clear();
    }
}
