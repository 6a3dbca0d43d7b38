package dev.rune.daemon.http;

import dev.rune.kernel.spi.host.Kernel;
import dev.rune.kernel.spi.host.ServiceView;
import dev.rune.kernel.status.InstanceState;
import dev.rune.kernel.status.InstanceStatus;
import dev.rune.kernel.status.PluginStatus;
import dev.rune.kernel.status.ServicePhase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The numbers of {@code /metrics}, in the Prometheus text format. */
final class Metrics {
    static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Backend backend;
    private final RequestCounts counts;

    Metrics(Backend backend, RequestCounts counts) {
        this.backend = backend;
        this.counts = counts;
    }

    byte[] text() {
        StringBuilder out = new StringBuilder(4096);
        head(out, "rune_build_info", "gauge", "What runs here; always 1.");
        line(out, "rune_build_info", "version=\"" + backend.facts().version() + "\",java=\""
                + System.getProperty("java.version") + "\"", 1);
        head(out, "process_start_time_seconds", "gauge", "When the daemon was started, in seconds since 1970.");
        line(out, "process_start_time_seconds", "", backend.facts().startedAt().getEpochSecond());
        services(out, backend.kernel());
        plugins(out, backend.kernel());
        RouteMetrics.write(out, backend.kernel().routes(Optional.empty()), backend.kernel().unrouted());
        head(out, "rune_http_requests_total", "counter", "Requests answered, by method and status.");
        counts.snapshot().forEach((kind, count) -> line(out, "rune_http_requests_total",
                "method=\"" + kind.method() + "\",status=\"" + kind.status() + "\"", count));
        memory(out);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void services(StringBuilder out, Kernel kernel) {
        List<ServiceView> services = kernel.services(Optional.empty());
        head(out, "rune_services", "gauge", "Services, by phase.");
        for (ServicePhase phase : ServicePhase.values()) {
            line(out, "rune_services", "phase=\"" + phase.name().toLowerCase(Locale.ROOT) + "\"",
                    services.stream().filter(view -> view.status().phase() == phase).count());
        }
        List<InstanceStatus> instances = kernel.instances(Optional.empty(), false);
        head(out, "rune_instances", "gauge", "Living and waiting instances, by state.");
        for (InstanceState state : InstanceState.values()) {
            line(out, "rune_instances", "state=\"" + state.name().toLowerCase(Locale.ROOT) + "\"",
                    instances.stream().filter(instance -> instance.state() == state).count());
        }
        head(out, "rune_service_desired_replicas", "gauge", "Instances wanted.");
        services.forEach(
                view -> line(out, "rune_service_desired_replicas", name(view), view.status().desiredReplicas()));
        head(out, "rune_service_ready_replicas", "gauge", "Instances that are ready.");
        services.forEach(view -> line(out, "rune_service_ready_replicas", name(view), view.status().readyReplicas()));
        head(out, "rune_service_restarts", "gauge", "Restarts after a crash, over the slots of a service.");
        services.forEach(view -> line(out, "rune_service_restarts", name(view),
                instances.stream().filter(instance -> instance.id().service().equals(view.ref()))
                        .mapToLong(InstanceStatus::restartCount).sum()));
    }

    private static void plugins(StringBuilder out, Kernel kernel) {
        List<PluginStatus> plugins = kernel.plugins();
        head(out, "rune_plugins", "gauge", "Plugins, by status.");
        long running = plugins.stream().filter(PluginStatus::running).count();
        line(out, "rune_plugins", "status=\"running\"", running);
        line(out, "rune_plugins", "status=\"failed\"", plugins.size() - running);
    }

    private static void memory(StringBuilder out) {
        Runtime runtime = Runtime.getRuntime();
        head(out, "rune_heap_bytes", "gauge", "The daemon's Java heap.");
        line(out, "rune_heap_bytes", "area=\"used\"", runtime.totalMemory() - runtime.freeMemory());
        line(out, "rune_heap_bytes", "area=\"committed\"", runtime.totalMemory());
        line(out, "rune_heap_bytes", "area=\"max\"", runtime.maxMemory());
    }

    /** Names have no character that would have to be escaped. */
    private static String name(ServiceView view) {
        return "namespace=\"" + view.ref().namespace() + "\",service=\"" + view.ref().name() + "\"";
    }

    static void head(StringBuilder out, String name, String type, String help) {
        out.append("# HELP ").append(name).append(' ').append(help).append("\n# TYPE ").append(name).append(' ')
                .append(type)
                .append('\n');
    }

    static void line(StringBuilder out, String name, String labels, long value) {
        out.append(name);
        if (!labels.isEmpty()) {
            out.append('{').append(labels).append('}');
        }
        out.append(' ').append(value).append('\n');
    }
}
