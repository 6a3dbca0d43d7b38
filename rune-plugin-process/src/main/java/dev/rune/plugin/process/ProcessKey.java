package dev.rune.plugin.process;

import com.sun.jna.Native;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.util.Optional;

/**
 * One process for ever, within one boot: pids are used again, pids with their start times are not.
 *
 * @param pid   its pid
 * @param start its start time, in clock ticks since boot
 */
record ProcessKey(long pid, long start) {
    /** Whether it runs; one that has ended and was not waited for does not. */
    boolean alive() {
        return stat().isPresent();
    }

    /** What the kernel says of it while it runs. */
    Optional<ProcessStat> stat() {
        return ProcessStat.of(pid).filter(stat -> stat.start() == start && !stat.dead());
    }

    /**
     * Sends {@code signal}; does nothing where the process has ended.
     *
     * @throws ProblemException when it may not be signalled
     */
    void signal(int signal) {
        int pidfd = Libc.pidfdOpen(pid);
        if (pidfd < 0) {
            if (Native.getLastError() == Libc.ENOSYS && alive()) {
                check(Libc.kill((int) pid, signal) == 0, signal);
            }
            return;
        }
        try {
            // Only what is still the right process after it was opened is the right process for good.
            if (alive()) {
                check(Libc.pidfdSendSignal(pidfd, signal), signal);
            }
        } finally {
            Libc.close(pidfd);
        }
    }

    private void check(boolean sent, int signal) {
        int error = Native.getLastError();
        if (!sent && error != Libc.ESRCH) {
            throw ProblemException.of(ProblemCode.UNAVAILABLE,
                    "process " + pid + " cannot be sent signal " + signal + ": " + Libc.strerror(error));
        }
    }
}
