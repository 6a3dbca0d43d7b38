package dev.rune.kernel.spi.exposure;

import dev.rune.kernel.spec.ServiceRef;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a route has done since it is there. Status: evolving since 0.1.
 *
 * @param service        whose route it is
 * @param requests       requests that have ended, with whatever answer; for a route of connections: connections
 * @param byStatusClass  how many of them were answered 1xx to 5xx, by the first digit; empty where there are no answers
 * @param upstreamErrors how often an instance could not be reached or broke off
 * @param inFlight       requests, streams and connections under way
 * @param latencies      how long requests took, from their first byte to the last one of the answer
 * @param trouble        why the route is not served now, in a sentence for people; empty where it is
 */
public record RouteReport(ServiceRef service, long requests, Map<Integer, Long> byStatusClass, long upstreamErrors,
        int inFlight, Latencies latencies, Optional<String> trouble) {
    public RouteReport {
        Objects.requireNonNull(service);
        byStatusClass = Map.copyOf(byStatusClass);
        Objects.requireNonNull(latencies);
        Objects.requireNonNull(trouble);
    }

    /** The report of a route that has done nothing yet. */
    public static RouteReport none(ServiceRef service) {
        return new RouteReport(service, 0, Map.of(), 0, 0, Latencies.NONE, Optional.empty());
    }
}
