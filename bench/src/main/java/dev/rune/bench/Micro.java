package dev.rune.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** What is measured within one process, by JMH: the classes of the package {@code micro}. */
final class Micro {
    private Micro() {}

    static void run(Samples samples) {
        var options = new OptionsBuilder().include("dev\\.rune\\.bench\\.micro\\..*").mode(Mode.AverageTime)
                .timeUnit(TimeUnit.MICROSECONDS).forks(1).warmupIterations(5).warmupTime(TimeValue.seconds(2))
                .measurementIterations(5).measurementTime(TimeValue.seconds(2)).build();
        try {
            for (var result : new Runner(options).run()) {
                var name = result.getParams().getBenchmark().replaceFirst(".*\\.micro\\.", "");
                result.getBenchmarkResults().stream().flatMap(fork -> fork.getIterationResults().stream())
                        .forEach(iteration -> samples.add(name + ", µs", "rune",
                                iteration.getPrimaryResult().getScore()));
            }
        } catch (RunnerException e) {
            throw new IllegalStateException(e);
        }
    }
}
