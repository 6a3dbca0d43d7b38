package dev.rune.plugin.process;

import com.sun.jna.Memory;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Asks a pidfd how its process ended, also where somebody else was its parent: Linux 6.15 and later. */
final class PidfdInfo {
    private static final long SIZE = 64;
    /** PIDFD_GET_INFO of linux/pidfd.h: {@code _IOWR(0xff, 11, struct pidfd_info)}. */
    private static final long GET_INFO = 3L << 30 | SIZE << 16 | 0xff << 8 | 11;
    private static final long INFO_EXIT = 1L << 3;
    private static final int STATUS_OFFSET = 60;
    private static final int TRIES = 50;
    private static final long PAUSE_MILLIS = 2;

    private PidfdInfo() {
    }

    /** How the process of {@code pidfd} ended; empty where the kernel does not tell. */
    static Optional<Ending> ending(int pidfd) throws InterruptedException {
        if (pidfd < 0 || !KernelVersion.own().atLeast(6, 15)) {
            return Optional.empty();
        }
        try (Memory info = new Memory(SIZE)) {
            // It is told only once the parent has waited for the process.
            for (int i = 0; i < TRIES; i++) {
                info.clear();
                info.setLong(0, INFO_EXIT);
                if (Libc.ioctl(pidfd, GET_INFO, info) == 0 && (info.getLong(0) & INFO_EXIT) != 0) {
                    return Optional.of(Ending.ofWaitStatus(info.getInt(STATUS_OFFSET), Instant.now()));
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            return Optional.empty();
        }
    }
}
