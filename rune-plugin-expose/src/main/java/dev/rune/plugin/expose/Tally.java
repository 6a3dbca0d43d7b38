package dev.rune.plugin.expose;

import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spi.exposure.Latencies;
import dev.rune.kernel.spi.exposure.RouteReport;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** What a route has done. Counted by all event loops. */
final class Tally {
    private static final long[] BOUNDS = Latencies.REQUESTS.stream().mapToLong(Duration::toNanos).toArray();

    private final LongAdder ended = new LongAdder();
    /** By the first digit. */
    private final List<LongAdder> classes = Stream.generate(LongAdder::new).limit(6).toList();
    private final LongAdder upstreamErrors = new LongAdder();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final List<LongAdder> latencies = Stream.generate(LongAdder::new).limit(BOUNDS.length + 1).toList();
    private final LongAdder nanos = new LongAdder();

    int inFlight() {
        return inFlight.get();
    }

    void begun() {
        inFlight.incrementAndGet();
    }

    /** What was begun has ended. */
    void ended() {
        inFlight.decrementAndGet();
        ended.increment();
    }

    /** It was answered. */
    void answered(int status) {
        classes.get(Math.clamp(status / 100, 1, 5)).increment();
    }

    /** It took so long. */
    void took(long elapsed) {
        int found = Arrays.binarySearch(BOUNDS, elapsed);
        latencies.get(found >= 0 ? found : -found - 1).increment();
        nanos.add(elapsed);
    }

    void upstreamError() {
        upstreamErrors.increment();
    }

    RouteReport report(ServiceRef service, Optional<String> trouble) {
        Map<Integer, Long> byClass = new HashMap<>();
        for (int digit = 1; digit < classes.size(); digit++) {
            long count = classes.get(digit).sum();
            if (count > 0) {
                byClass.put(digit, count);
            }
        }
        return new RouteReport(service, ended.sum(), byClass, upstreamErrors.sum(), inFlight.get(),
                new Latencies(Latencies.REQUESTS, latencies.stream().map(LongAdder::sum).toList(),
                        Duration.ofNanos(nanos.sum())),
                trouble);
    }
}
