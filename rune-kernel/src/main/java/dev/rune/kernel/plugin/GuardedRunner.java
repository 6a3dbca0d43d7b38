package dev.rune.kernel.plugin;

import dev.rune.kernel.spec.Signal;
import dev.rune.kernel.spec.StopPolicy;
import dev.rune.kernel.spi.runner.ExecRequest;
import dev.rune.kernel.spi.runner.ExecSession;
import dev.rune.kernel.spi.runner.FileOwner;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.spi.runner.LogQuery;
import dev.rune.kernel.spi.runner.LogReader;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.spi.runner.Runner;
import dev.rune.kernel.spi.runner.Usage;
import dev.rune.kernel.spi.runner.Workload;
import dev.rune.kernel.status.InstanceId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * A plugin's runner behind its guard. While a lost {@code prepare}, {@code start}, {@code stop} or {@code remove} of an
 * instance still runs, no other of them is let in for it: a runner is promised never to get two at a time.
 */
final class GuardedRunner implements Runner, Made {
    private final Guard guard;
    private final Deadlines deadlines;
    private final String type;
    private final Runner runner;

    GuardedRunner(Guard guard, Deadlines deadlines, String type, Runner runner) {
        this.guard = guard;
        this.deadlines = deadlines;
        this.type = type;
        this.runner = runner;
    }

    @Override
    public void prepare(InstanceSpec spec) {
        guard.run("prepare of " + spec.id(), Optional.of(spec.id()), deadlines.prepare(), () -> runner.prepare(spec));
    }

    @Override
    public Optional<FileOwner> fileOwner(Workload workload) {
        return guard.call("the owner of a workload's files", deadlines.start(), () -> runner.fileOwner(workload));
    }

    @Override
    public void start(InstanceSpec spec) {
        guard.run("start of " + spec.id(), Optional.of(spec.id()), deadlines.start(), () -> runner.start(spec));
    }

    @Override
    public void stop(InstanceId id, StopPolicy policy) {
        Duration deadline = policy.gracePeriod().plus(deadlines.beyond());
        guard.run("stop of " + id, Optional.of(id), deadline, () -> runner.stop(id, policy));
    }

    @Override
    public void remove(InstanceId id) {
        guard.run("remove of " + id, Optional.of(id), deadlines.remove(), () -> runner.remove(id));
    }

    @Override
    public List<ObservedInstance> list() {
        return guard.ask("list of runner '" + type + "'", deadlines.list(), () -> List.copyOf(runner.list()));
    }

    @Override
    public void watch(Consumer<InstanceId> changed) {
        guard.run("watch", Optional.empty(), deadlines.quick(), () -> runner.watch(changed));
    }

    @Override
    public Optional<String> trouble() {
        return guard.ask("trouble of runner '" + type + "'", deadlines.quick(), runner::trouble);
    }

    @Override
    public LogReader logs(InstanceId id, LogQuery query) {
        return opened("logs of " + id, () -> new GuardedLogReader(guard, deadlines, id, query.follow(),
                runner.logs(id, query)));
    }

    @Override
    public ExecSession exec(InstanceId id, ExecRequest request) {
        return opened("exec in " + id, () -> new GuardedExecSession(guard, deadlines, id, runner.exec(id, request)));
    }

    @Override
    public void signal(InstanceId id, Signal signal) {
        guard.run("signal to " + id, Optional.empty(), deadlines.quick(), () -> runner.signal(id, signal));
    }

    @Override
    public Usage usage(InstanceId id) {
        return guard.ask("usage of " + id, deadlines.quick(), () -> runner.usage(id));
    }

    @Override
    public void close() {
        guard.close("close", deadlines.quick(), runner::close);
    }

    private <T> T opened(String what, Callable<T> opening) {
        return guard.call(what, deadlines.open(), opening);
    }
}
