package dev.rune.kernel.spi.runner;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spec.Signal;
import dev.rune.kernel.spec.StopPolicy;
import dev.rune.kernel.status.InstanceId;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs instances. Called by the kernel on threads of the plugin's own, from several at once; never twice at the same
 * time for one instance, except that {@link #list()}, {@link #logs} and {@link #exec} may come at any time. Calls may
 * block; they are interrupted when their deadline passes. A {@link ProblemException} is an answer and is shown to people; anything else
 * that is thrown is a fault of the plugin. Status: stable since 0.1.
 */
public interface Runner extends AutoCloseable {
    /**
     * Makes ready what starting needs and may take long, such as an image. Idempotent; called before each
     * {@link #start}, when what may be secret is not there yet: {@code spec} has no mounts, and nothing stands for its
     * references. Nothing runs afterwards that did not before.
     */
    default void prepare(InstanceSpec spec) {}

    /**
     * Whom the files that are mounted into an instance of {@code workload} must belong to, so that it can read them and
     * others cannot. Called between {@link #prepare} and {@link #start} where there are mounts. Nothing runs afterwards
     * that did not before.
     *
     * @return empty for the user that the daemon runs as
     * @throws ProblemException when it cannot be told; the instance is not started then
     */
    default Optional<FileOwner> fileOwner(Workload workload) {
        return Optional.empty();
    }

    /**
     * Starts the instance and returns once its program runs. Idempotent by id: starting one that lives changes nothing;
     * one that has ended stays ended. Either it runs afterwards and {@link #list()} shows it, or a problem is thrown and
     * nothing is left running.
     *
     * @throws ProblemException {@link ProblemCode#START_FAILED} when the service is at fault,
     *                          {@link ProblemCode#UNAVAILABLE} when the host is and another try may succeed
     */
    void start(InstanceSpec spec);

    /**
     * Ends the instance and everything it started: sends the signal to its main process, waits at most the grace
     * period, then kills what is left, and returns when nothing of it lives. Stopping one that is not known or has ended
     * succeeds. Called again after an interruption it goes on.
     */
    void stop(InstanceId id, StopPolicy policy);

    /** Forgets an instance that has ended, with its logs. Removing one that is not known succeeds. */
    void remove(InstanceId id);

    /**
     * Every instance of this owner, living or ended and not removed, also those started by an earlier daemon.
     *
     * @throws ProblemException when it cannot be known now; the kernel then changes nothing
     */
    List<ObservedInstance> list();

    /**
     * Asks for hints: {@code changed} is called, on any thread and as soon as possible, with the id of an instance that
     * started or ended. Hints may be lost or come twice. Called once, before the first {@link #start}.
     */
    void watch(Consumer<InstanceId> changed);

    /**
     * What keeps the runner from working now, in a sentence for people: an engine that does not answer. Must answer at
     * once from what it knows; nothing is decided by it.
     */
    default Optional<String> trouble() {
        return Optional.empty();
    }

    /** What the instance wrote. Requires {@link Capability#LOGS}. */
    default LogReader logs(InstanceId id, LogQuery query) {
        throw unsupported("logs");
    }

    /** Runs a command beside the instance's main process, in its surroundings. Requires {@link Capability#EXEC}. */
    default ExecSession exec(InstanceId id, ExecRequest request) {
        throw unsupported("exec");
    }

    /** Sends {@code signal} to the instance's main process. Requires {@link Capability#SIGNAL}. */
    default void signal(InstanceId id, Signal signal) {
        throw unsupported("signals");
    }

    /** What the instance uses now. Requires {@link Capability#USAGE}. */
    default Usage usage(InstanceId id) {
        throw unsupported("usage figures");
    }

    /** Lets go of everything but the instances, which go on. */
    @Override
    void close();

    private static ProblemException unsupported(String what) {
        return ProblemException.of(ProblemCode.UNSUPPORTED, "this runner has no " + what);
    }
}
