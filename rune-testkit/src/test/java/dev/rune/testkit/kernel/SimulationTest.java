package dev.rune.testkit.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Runs {@link Simulation}s: always the same ones, and some that nobody has run before. A failure names its seed and tells
 * its story; {@code bench/simulate --seed SEED} runs it again, {@code bench/simulate --schedules COUNT} runs more.
 */
@DisplayName("A kernel to which everything happens")
class SimulationTest {
    private static final int FIXED = 9_900;
    private static final int FRESH = 100;
    private static final int SHORT = 12;
    /** A few go on for long: what takes many things to go wrong is found there. */
    private static final int LONG = 150;
    private static final int ONE_OF_THESE_IS_LONG = 500;

    @Test
    @DisplayName("never breaks its promises, and comes to rest as it was asked to")
    void schedules() throws Exception {
        Long seed = Long.getLong("rune.simulation.seed");
        int count = Integer.getInteger("rune.simulation.schedules", seed == null ? 0 : 1);
        if (count > 0) {
            run(seed == null ? System.nanoTime() : seed, count);
        } else {
            run(1, FIXED);
            run(System.nanoTime(), FRESH);
        }
    }

    /** Runs {@code count} schedules, the first of {@code first}, as many beside each other as there are processors. */
    private static void run(long first, int count) throws Exception {
        AtomicLong next = new AtomicLong(first);
        List<Future<?>> running = new ArrayList<>();
        int workers = Runtime.getRuntime().availableProcessors();
        // Virtual threads hand over to the kernel's tasks, which are such too, for a fraction of what others cost.
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int worker = 0; worker < workers; worker++) {
                running.add(executor.submit(() -> {
                    for (long seed = next.getAndIncrement(); seed < first + count; seed = next.getAndIncrement()) {
                        run(seed);
                    }
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
    }

    private static void run(long seed) {
        try (Simulation simulation = new Simulation(seed, seed % ONE_OF_THESE_IS_LONG == 0 ? LONG : SHORT)) {
            simulation.run();
        } catch (AssertionError | RuntimeException fault) {
            throw new AssertionError("seed " + seed + ": " + fault.getMessage() + "\nAgain: bench/simulate --seed "
                    + seed, fault);
        }
    }
}
