package dev.rune.testkit;

import dev.rune.kernel.schedule.Scheduler;
import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The host that fake runners run things on. It outlives its runners, as a real host outlives its daemons, and lets a
 * test do what befalls hosts: instances end, starts fail, replies get lost, nothing can be listed. Safe for use by
 * several threads; everything on it happens under its own lock.
 */
public final class FakeHost {
    private final Scheduler scheduler;
    private final Pause pause;
    private final List<FakeInstance> instances = new ArrayList<>();
    private final List<FakeRunner> runners = new ArrayList<>();
    private final List<InstanceId> starts = new ArrayList<>();
    private long lastPid = 1000;
    private int failingStarts;
    private Optional<Problem> startProblem = Optional.empty();
    private int lostReplies;
    private int lies;
    private boolean listing = true;
    private int listings;
    private int operations;
    private boolean hints = true;
    private Duration startTime = Duration.ZERO;
    private Duration stopTime = Duration.ZERO;
    private int failingStops;
    private Consumer<InstanceId> stopping = _ -> {};

    /**
     * An empty host.
     *
     * @param scheduler the clock of its programs
     * @param pause     how callers of its runners wait on that clock
     */
    public FakeHost(Scheduler scheduler, Pause pause) {
        this.scheduler = scheduler;
        this.pause = pause;
    }

    /** An empty host on a manual clock. */
    public FakeHost(ManualScheduler scheduler) {
        this(scheduler, scheduler);
    }

    /** {@code listener} is told each instance that is about to be stopped. */
    public synchronized void onStop(Consumer<InstanceId> listener) {
        stopping = listener;
    }

    synchronized void beforeStop(InstanceId id) {
        stopping.accept(id);
    }

    /** The next {@code count} starts fail with {@code problem}. */
    public synchronized void failStarts(int count, Problem problem) {
        failingStarts = count;
        startProblem = Optional.of(problem);
    }

    /** The next {@code count} starts do their work and then fail as if the reply had been lost. */
    public synchronized void loseStartReplies(int count) {
        lostReplies = count;
    }

    /** The next {@code count} stops fail as if the host were away. */
    public synchronized void failStops(int count) {
        failingStops = count;
    }

    /** The next {@code count} starts say that they did their work and have done nothing. */
    public synchronized void lieAboutStarts(int count) {
        lies = count;
    }

    /** Whether what runs can be listed. */
    public synchronized void listing(boolean works) {
        listing = works;
    }

    /** Whether hints reach those who asked for them. */
    public synchronized void hints(boolean come) {
        hints = come;
    }

    /** How long each start takes. */
    public synchronized void startTime(Duration time) {
        startTime = time;
    }

    /** How long each stop still takes when its instance has ended. */
    public synchronized void stopTime(Duration time) {
        stopTime = time;
    }

    /** Whether an instance is listed; one that lives and is not makes the host a liar. */
    public synchronized void listed(InstanceId id, boolean listed) {
        find(instance -> instance.spec.id().equals(id)).hidden = !listed;
    }

    /** How often it was asked what runs. */
    public synchronized int listings() {
        return listings;
    }

    /** How often it was told to start, stop or remove something. */
    public synchronized int operations() {
        return operations;
    }

    /** The instance's program ends so, now. */
    public synchronized void end(InstanceId id, Exit exit) {
        find(instance -> instance.spec.id().equals(id)).end(exit);
    }

    /** Another hand than Rune's does something to an instance, which is listed with that from now on. */
    public synchronized void touch(InstanceId id, String what) {
        find(instance -> instance.spec.id().equals(id)).touched(what);
    }

    /** What lives here, in the order it was started. */
    public synchronized List<ObservedInstance> living() {
        return instances.stream().filter(FakeInstance::alive).map(FakeInstance::observed).toList();
    }

    /** What lives here or has ended and is not removed, in the order it was started. */
    public synchronized List<ObservedInstance> all() {
        return instances.stream().map(FakeInstance::observed).toList();
    }

    /** The ids of all that was ever started here, in the order it was started; each once for each time. */
    public synchronized List<InstanceId> starts() {
        return List.copyOf(starts);
    }

    /** What lives with {@link RunnerBench#MARK} set to {@code mark}, each as text. */
    public synchronized List<String> living(String mark) {
        List<String> found = new ArrayList<>();
        for (FakeInstance instance : instances) {
            boolean marked = mark.equals(instance.env.get(RunnerBench.MARK));
            if (marked && instance.alive()) {
                found.add("program of " + instance.spec.id());
            }
            if (marked && instance.detached > 0) {
                found.add("detached from " + instance.spec.id());
            }
            instance.commands.stream().filter(command -> mark.equals(command.env().get(RunnerBench.MARK)))
                    .forEach(_ -> found.add("command beside " + instance.spec.id()));
        }
        return found;
    }

    Instant now() {
        return scheduler.clock().instant();
    }

    Scheduler.Cancellation after(Duration delay, Runnable task) {
        return scheduler.schedule(delay, () -> {
            synchronized (this) {
                task.run();
            }
        });
    }

    Pause pause() {
        return pause;
    }

    int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Called with the lock held. */
    void ended(FakeInstance instance) {
        hint(instance);
    }

    synchronized void commandEnded(FakeInstance beside, FakeExec command) {
        beside.commands.remove(command);
    }

    /** Called with the lock held. */
    void hint(FakeInstance instance) {
        if (hints) {
            runners.forEach(runner -> scheduler.execute(() -> runner.hint(instance)));
        }
    }

    synchronized void opened(FakeRunner runner) {
        runners.add(runner);
    }

    synchronized void closed(FakeRunner runner) {
        runners.remove(runner);
    }

    synchronized Duration startTime() {
        return startTime;
    }

    synchronized Duration stopTime() {
        return stopTime;
    }

    /** The problem of this start, where it shall have one. */
    synchronized Optional<Problem> startProblem() {
        return failingStarts-- > 0 ? startProblem : Optional.empty();
    }

    synchronized boolean lies() {
        return lies-- > 0;
    }

    synchronized boolean losesReply() {
        return lostReplies-- > 0;
    }

    synchronized boolean failsStop() {
        return failingStops-- > 0;
    }

    synchronized void operated() {
        operations++;
    }

    synchronized boolean listable() {
        listings++;
        return listing;
    }

    synchronized void start(String owner, InstanceSpec spec) {
        FakeInstance instance = new FakeInstance(this, owner, spec, ++lastPid);
        instances.add(instance);
        starts.add(spec.id());
        instance.run();
        hint(instance);
    }

    synchronized List<FakeInstance> everything() {
        return List.copyOf(instances);
    }

    synchronized List<FakeInstance> of(String owner) {
        return instances.stream().filter(instance -> instance.owner.equals(owner)).toList();
    }

    synchronized void remove(FakeInstance instance) {
        instances.remove(instance);
    }

    private FakeInstance find(Predicate<FakeInstance> wanted) {
        return instances.stream().filter(wanted).findFirst().orElseThrow();
    }
}
