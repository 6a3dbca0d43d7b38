package dev.rune.plugin.process;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Tells when processes end, when files are written and when time has passed, without asking any of them: one platform
 * thread that sleeps in one {@code epoll_wait}. Idle, it costs nothing however much it waits for. All callbacks run on
 * that thread, so they are short, and what only they touch needs no lock.
 */
final class EventLoop implements AutoCloseable {
    private static final Logger LOG = System.getLogger(EventLoop.class.getName());
    private static final int CLOEXEC = 02000000;
    private static final int NONBLOCK = 04000;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLL_CTL_DEL = 2;
    private static final int EPOLLIN = 1;
    private static final int IN_MODIFY = 2;
    private static final int IN_ONESHOT = 0x80000000;
    private static final int ROOM = 64;
    private static final Duration WITHOUT_NOTICE = Duration.ofSeconds(1);
    /** The kernel packs the structure on x86-64 and nowhere else. */
    private static final int EVENT_SIZE = System.getProperty("os.arch").equals("amd64") ? 12 : 16;

    private final int epoll;
    private final int inotify;
    private final int wakeup;
    private final Thread thread;
    // Written by every thread, under the lock of this object.
    private final Map<Integer, ExitWatch> exits = new HashMap<>();
    private final Map<Integer, Runnable> files = new HashMap<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private boolean closed;
    private boolean released;

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

    EventLoop() throws IOException {
        epoll = Libc.checked(Libc.epoll_create1(CLOEXEC), "epoll_create1");
        inotify = Libc.checked(Libc.inotify_init1(CLOEXEC | NONBLOCK), "inotify_init1");
        wakeup = Libc.checked(Libc.eventfd(0, CLOEXEC | NONBLOCK), "eventfd");
        add(inotify);
        add(wakeup);
        thread = Thread.ofPlatform().name("rune-process-events").daemon().unstarted(this::run);
        thread.start();
    }

    /** Calls {@code ended} once {@code process} has ended, at once where it has already. */
    void onExit(ProcessKey process, ExitWatch ended) {
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
            add(pidfd);
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
        synchronized (this) {
            int watch = Libc.inotify_add_watch(inotify, file.toString(), IN_MODIFY | IN_ONESHOT);
            if (watch >= 0) {
                files.put(watch, written);
                return;
            }
        }
        schedule(WITHOUT_NOTICE, written);
    }

    /** Calls {@code task} after {@code delay}. */
    void schedule(Duration delay, Runnable task) {
        synchronized (this) {
            timers.add(new Timer(System.nanoTime() + delay.toNanos(), task));
        }
        if (Thread.currentThread() != thread) {
            wake();
        }
    }

    /** Ends the thread; nothing is called back afterwards. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        wake();
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

    private void add(int fd) throws IOException {
        try (Memory event = new Memory(EVENT_SIZE)) {
            event.setInt(0, EPOLLIN);
            event.setLong(EVENT_SIZE - 8, fd);
            Libc.checked(Libc.epoll_ctl(epoll, EPOLL_CTL_ADD, fd, event), "epoll_ctl");
        }
    }

    private synchronized void wake() {
        if (released) {
            return;
        }
        Libc.write(wakeup, new byte[]{1, 0, 0, 0, 0, 0, 0, 0}, 8);
    }

    private void run() {
        try (Memory events = new Memory((long) ROOM * EVENT_SIZE); Memory notes = new Memory(4096)) {
            while (!isClosed()) {
                int count = Libc.epoll_wait(epoll, events, ROOM, untilNextTimer());
                for (int i = 0; i < count; i++) {
                    dispatch((int) events.getLong((long) (i + 1) * EVENT_SIZE - 8), notes);
                }
                runTimers();
            }
        } finally {
            release();
        }
    }

    private void dispatch(int fd, Memory notes) {
        if (fd == wakeup) {
            Libc.read(fd, notes, 8);
        } else if (fd == inotify) {
            long size = Libc.read(fd, notes, notes.size());
            for (long at = 0; at + 16 <= size; at += 16 + notes.getInt(at + 12)) {
                Optional<Runnable> written;
                synchronized (this) {
                    written = Optional.ofNullable(files.remove(notes.getInt(at)));
                }
                written.ifPresent(this::guarded);
            }
        } else {
            Optional<ExitWatch> ended;
            synchronized (this) {
                ended = Optional.ofNullable(exits.remove(fd));
            }
            // Not waited for any more, but open until whoever is told has asked it how the process ended.
            Libc.epoll_ctl(epoll, EPOLL_CTL_DEL, fd, Pointer.NULL);
            ended.ifPresent(watch -> guarded(() -> watch.ended(fd)));
        }
    }

    private void runTimers() {
        while (true) {
            Timer due;
            synchronized (this) {
                due = timers.peek();
                if (closed || due == null || due.atNanos() > System.nanoTime()) {
                    return;
                }
                timers.remove();
            }
            guarded(due.task());
        }
    }

    private void guarded(Runnable task) {
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
            return -1;
        }
        long nanos = next.atNanos() - System.nanoTime();
        return nanos <= 0 ? 0 : (int) Math.min(Integer.MAX_VALUE, nanos / 1_000_000 + 1);
    }

    private synchronized void release() {
        released = true;
        exits.keySet().forEach(Libc::close);
        exits.clear();
        Libc.close(inotify);
        Libc.close(wakeup);
        Libc.close(epoll);
    }
}
