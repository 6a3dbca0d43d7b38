package dev.rune.bench.micro;

import dev.rune.testkit.KernelHarness;
import dev.rune.testkit.ServiceBuilder;
import java.time.Duration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The kernel's own part, on a manual clock and a host that does everything at once. */
@State(Scope.Thread)
public class KernelBenchmark {
    private static final int MANY = 200;

    private KernelHarness harness;

    @Setup
    public void start() {
        harness = new KernelHarness();
        harness.castAndAwait(ServiceBuilder.service("many").scale(MANY));
        harness.cast(ServiceBuilder.service("some").scale(0));
    }

    @TearDown
    public void end() {
        harness.close();
    }

    /** The look that is taken every 30 seconds, where nothing is to be done. */
    @Benchmark
    public void looksAt200AndFindsNothingToDo() {
        harness.advance(Duration.ofSeconds(30));
    }

    @Benchmark
    public void scalesTo10AndBack() {
        harness.scale("some", 10);
        harness.scale("some", 0);
    }
}
