package dev.rune.testkit;

import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.spi.runner.RunnerProvider;
import dev.rune.kernel.status.Exit;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Fake runners on a quick host, as they are or broken. */
final class FakeFixture implements RunnerFixture {
    private final QuickScheduler scheduler = new QuickScheduler();
    private final FakeHost host = new FakeHost(scheduler, scheduler);
    private final RunnerProvider provider;

    FakeFixture(Function<FakeHost, RunnerProvider> provider) {
        this.provider = provider.apply(host);
    }

    @Override
    public RunnerProvider provider() {
        return provider;
    }

    @Override
    public Record section(Behaviour behaviour) {
        return FakeSection.of(behaviour);
    }

    @Override
    public List<String> command(Behaviour.Program program) {
        return FakeExec.command(program);
    }

    @Override
    public List<String> living(String mark) {
        return host.living(mark);
    }

    @Override
    public void kill(ObservedInstance instance) {
        host.end(instance.id(), Exit.signal(9));
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(3);
    }

    @Override
    public void close() {
        scheduler.close();
    }
}
