package dev.rune.daemon.http;

import dev.rune.kernel.spi.exposure.Latencies;
import dev.rune.kernel.spi.exposure.RouteReport;
import dev.rune.kernel.spi.host.RouteView;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** The numbers of routes among those of {@link Metrics}. */
final class RouteMetrics {
    private static final String UNROUTED = "rune_unrouted_responses_total";
    private static final String LATENCY = "rune_route_request_seconds";

    private RouteMetrics() {}

    static void write(StringBuilder out, List<RouteView> routes, Map<String, Map<Integer, Long>> unrouted) {
        each(out, "rune_route_ready", "gauge", "Instances that get traffic.", routes, RouteView::ready);
        each(out, "rune_route_in_flight", "gauge", "Requests, streams and connections under way.", routes,
                route -> route.report().inFlight());
        each(out, "rune_route_requests_total", "counter", "Requests and connections that have ended.", routes,
                route -> route.report().requests());
        each(out, "rune_route_upstream_errors_total", "counter",
                "How often an instance could not be reached or broke off.", routes,
                route -> route.report().upstreamErrors());
        Metrics.head(out, "rune_route_responses_total", "counter", "Answers, by the class of their status.");
        routes.forEach(route -> route.report().byStatusClass().entrySet().stream().sorted(Map.Entry.comparingByKey())
                .forEach(entry -> Metrics.line(out, "rune_route_responses_total",
                        labels(route) + ",class=\"" + entry.getKey() + "xx\"", entry.getValue())));
        Metrics.head(out, LATENCY, "histogram",
                "How long requests took, from the first byte to the last of the answer.");
        routes.forEach(route -> histogram(out, labels(route), route.report()));
        Metrics.head(out, UNROUTED, "counter",
                "Answers to requests that name no route or were not understood, by their status.");
        unrouted.forEach((type, answers) -> answers.entrySet().stream().sorted(Map.Entry.comparingByKey())
                .forEach(entry -> Metrics.line(out, UNROUTED,
                        "exposure=\"" + type + "\",status=\"" + entry.getKey() + "\"", entry.getValue())));
    }

    private static void each(StringBuilder out, String name, String type, String help, List<RouteView> routes,
            ToLongFunction<RouteView> value) {
        Metrics.head(out, name, type, help);
        routes.forEach(route -> Metrics.line(out, name, labels(route), value.applyAsLong(route)));
    }

    private static void histogram(StringBuilder out, String labels, RouteReport report) {
        Latencies latencies = report.latencies();
        long below = 0;
        for (int i = 0; i < latencies.bounds().size(); i++) {
            below += latencies.counts().get(i);
            bucket(out, labels, seconds(latencies.bounds().get(i)), below);
        }
        bucket(out, labels, "+Inf", latencies.count());
        out.append(LATENCY).append("_sum{").append(labels).append("} ").append(seconds(latencies.sum())).append('\n');
        Metrics.line(out, LATENCY + "_count", labels, latencies.count());
    }

    private static void bucket(StringBuilder out, String labels, String bound, long count) {
        Metrics.line(out, LATENCY + "_bucket", labels + ",le=\"" + bound + "\"", count);
    }

    private static String seconds(Duration time) {
        BigDecimal seconds = BigDecimal.valueOf(time.getSeconds()).add(BigDecimal.valueOf(time.getNano(), 9));
        return seconds.signum() == 0 ? "0" : seconds.stripTrailingZeros().toPlainString();
    }

    private static String labels(RouteView route) {
        return "namespace=\"" + route.service().namespace() + "\",service=\"" + route.service().name() + "\"";
    }
}
