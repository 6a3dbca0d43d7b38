package dev.rune.plugin.process;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;

/** What {@link EventLoop} waits with: an epoll with an inotify and an eventfd in it. Safe for use by several threads. */
final class Epoll implements AutoCloseable {
    private static final int CLOEXEC = 02000000;
    private static final int NONBLOCK = 04000;
    private static final int CTL_ADD = 1;
    private static final int CTL_DEL = 2;
    private static final int EPOLLIN = 1;
    private static final int IN_MODIFY = 2;
    private static final int IN_ONESHOT = 0x80000000;
    private static final int ROOM = 64;
    private static final int NOTE_SIZE = 16;
    /** The kernel packs the structure on x86-64 and nowhere else. */
    private static final int EVENT_SIZE = System.getProperty("os.arch").equals("amd64") ? 12 : 16;
    private static final byte[] ONE = {1, 0, 0, 0, 0, 0, 0, 0};

    private final int epoll;
    private final int inotify;
    private final int wakeup;
    // The first belongs to the lock of this object, the others to the thread that waits.
    private final Memory control = new Memory(EVENT_SIZE);
    private final Memory events = new Memory((long) ROOM * EVENT_SIZE);
    private final Memory notes = new Memory(4096);
    private boolean closed;

    Epoll() throws IOException {
        epoll = Libc.checked(Libc.epoll_create1(CLOEXEC), "epoll_create1");
        inotify = Libc.checked(Libc.inotify_init1(CLOEXEC | NONBLOCK), "inotify_init1");
        wakeup = Libc.checked(Libc.eventfd(0, CLOEXEC | NONBLOCK), "eventfd");
        add(inotify);
        add(wakeup);
    }

    /** From now on {@link #await} tells when {@code fd} can be read. */
    synchronized void add(int fd) throws IOException {
        control.setInt(0, EPOLLIN);
        control.setLong(EVENT_SIZE - 8, fd);
        Libc.checked(Libc.epoll_ctl(epoll, CTL_ADD, fd, control), "epoll_ctl");
    }

    void remove(int fd) {
        Libc.epoll_ctl(epoll, CTL_DEL, fd, Pointer.NULL);
    }

    /** Tells of the next write to {@code file}, once; the number to tell it by, less than 0 where that cannot be. */
    int addFile(String file) {
        return Libc.inotify_add_watch(inotify, file, IN_MODIFY | IN_ONESHOT);
    }

    /** Ends an {@link #await} that goes on, or the next. */
    synchronized void wake() {
        if (!closed) {
            Libc.write(wakeup, ONE, ONE.length);
        }
    }

    /** Told by {@link #await}. */
    interface Ready {
        /** This descriptor can be read. */
        void descriptor(int fd);

        /** The file with this number was written to, or is gone. */
        void file(int number);
    }

    /** Waits at most so many milliseconds, for ever where less than 0, and tells what is ready. By one thread. */
    void await(int millis, Ready ready) {
        int count = Libc.epoll_wait(epoll, events, ROOM, millis);
        for (int i = 0; i < count; i++) {
            int fd = (int) events.getLong((long) (i + 1) * EVENT_SIZE - 8);
            if (fd == wakeup) {
                Libc.read(fd, notes, 8);
            } else if (fd == inotify) {
                long size = Libc.read(fd, notes, notes.size());
                for (long at = 0; at + NOTE_SIZE <= size; at += NOTE_SIZE + notes.getInt(at + 12)) {
                    ready.file(notes.getInt(at));
                }
            } else {
                ready.descriptor(fd);
            }
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        Libc.close(inotify);
        Libc.close(wakeup);
        Libc.close(epoll);
    }
}
