package dev.rune.daemon.http;

import dev.rune.kernel.spi.host.Kernel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What the API stands on: the rest of the daemon. Safe for use by many threads. */
public interface Backend {
    /**
     * Waits until the kernel runs.
     *
     * @return whether it does
     */
    boolean awaitKernel(Duration longest) throws InterruptedException;

    /** The running kernel. Asked for only after {@link #awaitKernel} has said that it runs. */
    Kernel kernel();

    /** Why no change is accepted although the kernel runs; empty while changes are. */
    Optional<String> trouble();

    /** What does not change while the daemon runs. */
    Facts facts();

    /** Copies the store, as it is at one moment, into {@code file}, which must not be there. */
    void backup(Path file);

    /**
     * Begins to end the daemon and returns at once.
     *
     * @param stopAll whether all instances are stopped first
     * @throws dev.rune.kernel.problem.ProblemException where it ends already, in favour of another one
     */
    void shutdown(boolean stopAll);

    /**
     * Begins to end the daemon in favour of another one, which follows it in the same process, and returns at once.
     *
     * @throws dev.rune.kernel.problem.ProblemException where no other could follow, or it ends already without one;
     *     nothing has changed then
     */
    void restart();

    /**
     * Who this daemon is.
     *
     * @param version       its version
     * @param startedAt     when it was started
     * @param node          the machine's name
     * @param pid           its process
     * @param dataDirectory where it keeps its state
     */
    record Facts(String version, Instant startedAt, String node, long pid, Path dataDirectory) {}
}
