package dev.rune.plugin.process;

import com.sun.jna.Memory;
import java.time.Instant;
import java.util.Optional;

/** Finds out how a process ended that is somebody else's child. */
final class OrphanEnding {
    private static final long SIZE = 64;
    /** PIDFD_GET_INFO of linux/pidfd.h: {@code _IOWR(0xff, 11, struct pidfd_info)}. */
    private static final long GET_INFO = (3L << 30) | (SIZE << 16) | (0xff << 8) | 11;
    private static final long INFO_EXIT = 1L << 3;
    private static final int STATUS_OFFSET = 60;

    private OrphanEnding() {}

    /**
     * How {@code process} ended, just now. Known while its parent has not waited for it, and from Linux 6.15 on also
     * afterwards by its {@code pidfd}, where that is not less than 0; otherwise empty.
     */
    static Optional<Ending> of(ProcessKey process, int pidfd) {
        Optional<Integer> unwaited = ProcessStat.of(process.pid())
                .filter(stat -> stat.start() == process.start() && stat.dead()).map(ProcessStat::waitStatus);
        return unwaited.or(() -> waitedFor(pidfd)).map(status -> Ending.ofWaitStatus(status, Instant.now()));
    }

    private static Optional<Integer> waitedFor(int pidfd) {
        if (pidfd < 0 || !KernelVersion.own().atLeast(6, 15)) {
            return Optional.empty();
        }
        try (Memory info = new Memory(SIZE)) {
            info.clear();
            info.setLong(0, INFO_EXIT);
            return Libc.ioctl(pidfd, GET_INFO, info) == 0 && (info.getLong(0) & INFO_EXIT) != 0
                    ? Optional.of(info.getInt(STATUS_OFFSET))
                    : Optional.empty();
        }
    }
}
