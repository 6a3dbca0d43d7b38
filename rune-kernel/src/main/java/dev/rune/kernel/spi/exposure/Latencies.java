package dev.rune.kernel.spi.exposure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How long many things took, as counts between bounds. Status: evolving since 0.1.
 *
 * @param bounds the upper bounds, growing; what took exactly so long counts below it
 * @param counts how many took at most the bound of the same place and longer than the one before; the last, which has no
 *               bound, are those that took longer than all of them
 * @param sum    how long all took together
 */
public record Latencies(List<Duration> bounds, List<Long> counts, Duration sum) {
    /** Bounds that suit requests: two for each doubling from 250 µs on, and the last at 60 s. */
    public static final List<Duration> REQUESTS = requests();
    /** Nothing was measured. */
    public static final Latencies NONE = new Latencies(REQUESTS, Collections.nCopies(REQUESTS.size() + 1, 0L),
            Duration.ZERO);

    public Latencies {
        bounds = List.copyOf(bounds);
        counts = List.copyOf(counts);
        Objects.requireNonNull(sum);
        if (counts.size() != bounds.size() + 1) {
            throw new IllegalArgumentException(counts.size() + " counts for " + bounds.size() + " bounds");
        }
    }

    /** How many were measured. */
    public long count() {
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    /**
     * How long at most the quickest {@code part} of them took, as near as the bounds allow; empty where nothing was
     * measured. What took longer than the last bound is told as that bound.
     *
     * @param part from 0 to 1, such as 0.99
     */
    public Optional<Duration> quantile(double part) {
        long all = count();
        double wanted = part * all;
        long below = 0;
        for (int i = 0; i < bounds.size() && all > 0; i++) {
            long here = counts.get(i);
            if (here > 0 && below + here >= wanted) {
                Duration from = i == 0 ? Duration.ZERO : bounds.get(i - 1);
                double share = Math.clamp((wanted - below) / here, 0.0, 1.0);
                return Optional.of(from.plusNanos(Math.round(bounds.get(i).minus(from).toNanos() * share)));
            }
            below += here;
        }
        return all == 0 || bounds.isEmpty() ? Optional.empty() : Optional.of(bounds.getLast());
    }

    private static List<Duration> requests() {
        List<Duration> bounds = new ArrayList<>();
        for (long micros = 250; micros <= 8_192_000; micros *= 2) {
            bounds.add(Duration.ofNanos(micros * 1000));
            bounds.add(Duration.ofNanos(micros * 1414));
        }
        bounds.add(Duration.ofSeconds(60));
        return List.copyOf(bounds);
    }
}
