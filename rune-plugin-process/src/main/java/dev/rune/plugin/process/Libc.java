package dev.rune.plugin.process;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;

/**
 * The system calls that Java lacks. None of them blocks but {@link #epoll_wait}, which belongs to one platform thread.
 */
final class Libc {
    static final int ESRCH = 3;
    static final int ENOSYS = 38;
    static final int O_RDONLY = 0;
    static final int O_RDWR = 2;
    static final int O_NOFOLLOW = 0400000;
    static final int O_CLOEXEC = 02000000;
    static final int SEEK_DATA = 3;
    static final int FALLOC_FL_KEEP_SIZE = 1;
    static final int FALLOC_FL_PUNCH_HOLE = 2;

    private static final long PIDFD_SEND_SIGNAL = 424;
    private static final long PIDFD_OPEN = 434;

    static {
        Native.register(Libc.class, "c");
    }

    private Libc() {}

    static native long syscall(long number, long a, long b, long c, long d);

    static native int kill(int pid, int signal);

    static native int open(String path, int flags, int mode);

    static native int close(int fd);

    static native long read(int fd, Pointer into, long size);

    static native long write(int fd, byte[] from, long size);

    static native long lseek(int fd, long offset, int whence);

    static native int fallocate(int fd, int mode, long offset, long length);

    static native int ioctl(int fd, long request, Pointer argument);

    static native int eventfd(int initial, int flags);

    static native int epoll_create1(int flags);

    static native int epoll_ctl(int epoll, int operation, int fd, Pointer event);

    static native int epoll_wait(int epoll, Pointer events, int room, int timeoutMillis);

    static native int inotify_init1(int flags);

    static native int inotify_add_watch(int inotify, String path, int mask);

    static native int getpagesize();

    static native String strerror(int error);

    /** A descriptor of the process, or less than 0 with {@link Native#getLastError()}. */
    static int pidfdOpen(long pid) {
        return (int) syscall(PIDFD_OPEN, pid, 0, 0, 0);
    }

    static boolean pidfdSendSignal(int pidfd, int signal) {
        return syscall(PIDFD_SEND_SIGNAL, pidfd, signal, 0, 0) == 0;
    }

    /** {@code result}, unless it tells a failure of {@code what}. */
    static int checked(int result, String what) throws IOException {
        if (result < 0) {
            throw new IOException(what + ": " + strerror(Native.getLastError()));
        }
        return result;
    }
}
