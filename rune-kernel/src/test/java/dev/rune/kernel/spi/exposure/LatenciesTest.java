package dev.rune.kernel.spi.exposure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    private static final List<Duration> BOUNDS = List.of(Duration.ofMillis(10), Duration.ofMillis(20));

    @Test
    void nothingMeasuredHasNoQuantile() {
        assertEquals(Optional.empty(), Latencies.NONE.quantile(0.5));
        assertEquals(0, Latencies.NONE.count());
    }

    @Test
    void aQuantileLiesWhereItsShareOfTheCountIs() {
        Latencies latencies = new Latencies(BOUNDS, List.of(50L, 50L, 0L), Duration.ofSeconds(1));
        assertEquals(Optional.of(Duration.ofMillis(10)), latencies.quantile(0.5));
        assertEquals(Optional.of(Duration.ofMillis(15)), latencies.quantile(0.75));
        assertEquals(100, latencies.count());
    }

    @Test
    void beyondTheLastBoundTheLastBoundIsTold() {
        assertEquals(Optional.of(Duration.ofMillis(20)),
                new Latencies(BOUNDS, List.of(0L, 0L, 3L), Duration.ofSeconds(9)).quantile(0.99));
    }

    @Test
    void emptyPartsArePassedOver() {
        assertEquals(Optional.of(Duration.ofMillis(10)),
                new Latencies(BOUNDS, List.of(0L, 1L, 0L), Duration.ofMillis(12)).quantile(0));
    }

    @Test
    void everyBoundHasACountAndThereIsOneMore() {
        assertThrows(IllegalArgumentException.class, () -> new Latencies(BOUNDS, List.of(1L), Duration.ZERO));
    }
}
