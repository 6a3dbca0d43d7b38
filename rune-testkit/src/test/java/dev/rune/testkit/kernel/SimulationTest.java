package dev.rune.testkit.kernel;

import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs {@link Simulation}s: always the same ones, and a few that nobody has run before. A failure names its seed; to
 * run that one alone, say {@code -Drune.simulation.seed=SEED}, to run more of them {@code -Drune.simulation.count=COUNT}.
 */
@DisplayName("A kernel to which everything happens converges, with seed")
class SimulationTest {
    private static final int FIXED = 15;

    @TestFactory
    Stream<DynamicTest> simulations() {
        Long only = Long.getLong("rune.simulation.seed");
        LongStream seeds = only != null
                ? LongStream.of(only)
                : LongStream.concat(LongStream.rangeClosed(1, FIXED),
                        LongStream.range(0, Long.getLong("rune.simulation.count", 5)).map(n -> System.nanoTime() + n));
        return seeds.mapToObj(seed -> DynamicTest.dynamicTest(Long.toString(seed), () -> {
            try (Simulation simulation = new Simulation(seed)) {
                simulation.run();
            }
        }));
    }
}
