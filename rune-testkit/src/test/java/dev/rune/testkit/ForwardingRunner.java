package dev.rune.testkit;

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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A runner that does what another does, but for what a subclass breaks. */
class ForwardingRunner implements Runner {
    final Runner inner;
    /** What this runner started itself. */
    final Set<InstanceId> own = ConcurrentHashMap.newKeySet();

    ForwardingRunner(Runner inner) {
        this.inner = inner;
    }

    @Override
    public Optional<FileOwner> fileOwner(Workload workload) {
        return inner.fileOwner(workload);
    }

    @Override
    public void prepare(InstanceSpec spec) {
        inner.prepare(spec);
    }

    @Override
    public void start(InstanceSpec spec) {
        if (inner.list().stream().noneMatch(seen -> seen.id().equals(spec.id()))) {
            own.add(spec.id());
        }
        inner.start(spec);
    }

    @Override
    public void stop(InstanceId id, StopPolicy policy) {
        inner.stop(id, policy);
    }

    @Override
    public void remove(InstanceId id) {
        inner.remove(id);
    }

    @Override
    public List<ObservedInstance> list() {
        return inner.list().stream().map(this::seen).toList();
    }

    /** What this runner says of an instance. */
    ObservedInstance seen(ObservedInstance instance) {
        return instance;
    }

    @Override
    public void watch(Consumer<InstanceId> changed) {
        inner.watch(changed);
    }

    @Override
    public LogReader logs(InstanceId id, LogQuery query) {
        return inner.logs(id, query);
    }

    @Override
    public ExecSession exec(InstanceId id, ExecRequest request) {
        return inner.exec(id, request);
    }

    @Override
    public void signal(InstanceId id, Signal signal) {
        inner.signal(id, signal);
    }

    @Override
    public Usage usage(InstanceId id) {
        return inner.usage(id);
    }

    @Override
    public void close() {
        inner.close();
    }
}
