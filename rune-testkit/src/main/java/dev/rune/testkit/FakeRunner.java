package dev.rune.testkit;

import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spec.Signal;
import dev.rune.kernel.spec.StopPolicy;
import dev.rune.kernel.spi.runner.Capability;
import dev.rune.kernel.spi.runner.ExecRequest;
import dev.rune.kernel.spi.runner.ExecSession;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.spi.runner.LogQuery;
import dev.rune.kernel.spi.runner.LogReader;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.spi.runner.Runner;
import dev.rune.kernel.spi.runner.Usage;
import dev.rune.kernel.status.InstanceId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Runs fake instances of one owner on a {@link FakeHost}. */
final class FakeRunner implements Runner {
    private static final Duration GLANCE = Duration.ofMillis(50);

    private final FakeHost host;
    private final String owner;
    private final Set<Capability> capabilities;
    private volatile Consumer<InstanceId> watcher = _ -> {};
    private volatile boolean closed;

    FakeRunner(FakeHost host, String owner, Set<Capability> capabilities) {
        this.host = host;
        this.owner = owner;
        this.capabilities = capabilities;
        host.opened(this);
    }

    void hint(FakeInstance instance) {
        if (!closed && instance.owner.equals(owner)) {
            watcher.accept(instance.spec.id());
        }
    }

    @Override
    public void start(InstanceSpec spec) {
        host.operated();
        pause(host.startTime(), "start of " + spec.id());
        host.startProblem().ifPresent(problem -> {
            throw problem.toException();
        });
        if (((FakeSection) spec.workload().section()).missing()) {
            throw ProblemException.of(ProblemCode.START_FAILED, "there is no such program");
        }
        if (host.lies()) {
            return;
        }
        if (find(spec.id()).isEmpty()) {
            host.start(owner, spec);
        }
        if (host.losesReply()) {
            throw Problem.of(ProblemCode.UNAVAILABLE, "the connection to the fake host broke").toException();
        }
    }

    @Override
    public void stop(InstanceId id, StopPolicy policy) {
        host.operated();
        host.beforeStop(id);
        if (host.failsStop()) {
            throw ProblemException.of(ProblemCode.UNAVAILABLE, "the fake host does not answer");
        }
        Optional<FakeInstance> known = find(id);
        if (known.isEmpty()) {
            return;
        }
        FakeInstance instance = known.get();
        synchronized (host) {
            instance.signal(policy.signal());
        }
        Instant deadline = host.now().plus(policy.gracePeriod());
        while (instance.alive() && host.now().isBefore(deadline)) {
            Duration left = Duration.between(host.now(), deadline);
            pause(left.compareTo(GLANCE) < 0 ? left : GLANCE, "stop of " + id);
        }
        synchronized (host) {
            instance.signal(Signal.SIGKILL);
            instance.endTheRest();
        }
        pause(host.stopTime(), "stop of " + id);
    }

    @Override
    public void remove(InstanceId id) {
        host.operated();
        find(id).filter(instance -> !instance.alive()).ifPresent(host::remove);
    }

    @Override
    public List<ObservedInstance> list() {
        synchronized (host) {
            if (!host.listable()) {
                throw ProblemException.of(ProblemCode.UNAVAILABLE, "the fake host does not answer");
            }
            return host.of(owner).stream().filter(instance -> !instance.hidden).map(FakeInstance::observed).toList();
        }
    }

    @Override
    public void watch(Consumer<InstanceId> changed) {
        watcher = changed;
    }

    @Override
    public LogReader logs(InstanceId id, LogQuery query) {
        if (!capabilities.contains(Capability.LOGS)) {
            return Runner.super.logs(id, query);
        }
        synchronized (host) {
            return new FakeLogReader(host, known(id), query);
        }
    }

    @Override
    public ExecSession exec(InstanceId id, ExecRequest request) {
        if (!capabilities.contains(Capability.EXEC)) {
            return Runner.super.exec(id, request);
        }
        synchronized (host) {
            FakeInstance instance = known(id);
            if (!instance.alive()) {
                throw ProblemException.of(ProblemCode.CONFLICT, id + " has ended");
            }
            FakeExec command = new FakeExec(host, instance, request);
            instance.commands.add(command);
            command.begin();
            return command;
        }
    }

    @Override
    public void signal(InstanceId id, Signal signal) {
        if (!capabilities.contains(Capability.SIGNAL)) {
            Runner.super.signal(id, signal);
        }
        synchronized (host) {
            known(id).signal(signal);
        }
    }

    @Override
    public Usage usage(InstanceId id) {
        if (!capabilities.contains(Capability.USAGE)) {
            return Runner.super.usage(id);
        }
        known(id);
        return new Usage(Duration.ofMillis(1), 1 << 20, 1);
    }

    @Override
    public void close() {
        closed = true;
        host.closed(this);
    }

    private FakeInstance known(InstanceId id) {
        return find(id).orElseThrow(() -> ProblemException.of(ProblemCode.NOT_FOUND, "no instance " + id));
    }

    private Optional<FakeInstance> find(InstanceId id) {
        return host.of(owner).stream().filter(instance -> instance.spec.id().equals(id)).findFirst();
    }

    private void pause(Duration time, String what) {
        if (time.isZero()) {
            return;
        }
        try {
            host.pause().pause(time);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw ProblemException.of(ProblemCode.DEADLINE, what + " was interrupted");
        }
    }
}
