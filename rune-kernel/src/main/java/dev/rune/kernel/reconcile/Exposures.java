package dev.rune.kernel.reconcile;

import dev.rune.kernel.event.EventLog;
import dev.rune.kernel.plugin.LoadedExposure;
import dev.rune.kernel.plugin.PluginRegistry;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.record.ServiceRecord;
import dev.rune.kernel.schedule.Scheduler;
import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spi.exposure.RouteReport;
import dev.rune.kernel.spi.exposure.RouteTable.Route;
import dev.rune.kernel.spi.host.RouteView;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.status.InstanceId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Routes what comes from outside to the ready instances of exposed services, and lets instances leave the routes before
 * they are stopped. The routes of a service are set by its own pass; otherwise safe for use by many threads.
 */
final class Exposures {
    private final PluginRegistry plugins;
    /** One for each exposure that works, by type. */
    private final Map<String, Door> doors = new TreeMap<>();

    /** @param settled told whom {@link #settled} had to deny, once that has changed; must return at once */
    Exposures(PluginRegistry plugins, Scheduler scheduler, EventLog events, IntFunction<Duration> retryDelay,
            Consumer<ServiceRef> settled) {
        this.plugins = plugins;
        plugins.exposures().forEach((type, loaded) -> loaded.exposure().ifPresent(exposure -> doors.put(type,
                new Door(type, loaded.plugin(), exposure, scheduler, events, retryDelay, settled))));
    }

    /** Brings the routes of {@code services} back, with nobody ready until that was seen. */
    void start(List<ServiceRecord> services) {
        services.forEach(service -> route(service, List.of()));
        doors.values().forEach(Door::open);
    }

    /** Routes to exactly {@code ready} from now on. */
    void route(ServiceRecord service, List<ObservedInstance> ready) {
        Optional<Route> route = Routes.route(service, ready);
        Optional<String> type = service.spec().expose().map(Routes::type);
        doors.forEach((each, door) -> door.put(service.ref(), route.filter(_ -> type.equals(Optional.of(each)))));
    }

    /** Whether what was last said of the routes of {@code service} is in force, or was refused. */
    boolean settled(ServiceRef service) {
        // Each door has to be asked: it remembers whom to tell.
        return doors.values().stream().filter(door -> !door.settled(service)).count() == 0;
    }

    /** Routes nothing to {@code service} any more. */
    void forget(ServiceRef service) {
        doors.values().forEach(door -> door.put(service, Optional.empty()));
    }

    /**
     * Does {@code then}, once, as soon as {@code instance} may be stopped: at once where its service is not exposed;
     * otherwise when it gets no new traffic and nothing is under way to it any more, or the drain of its service is over.
     * It must have been left out of {@link #route} before.
     *
     * @param drains whether what is under way is waited for
     */
    void leave(ServiceRecord service, InstanceId instance, boolean drains, Runnable then) {
        Optional<String> type = service.spec().expose().map(Routes::type);
        Optional<Duration> drain = drains ? Optional.of(service.spec().drain()) : Optional.empty();
        Runnable next = then;
        for (Map.Entry<String, Door> each : doors.entrySet()) {
            Door door = each.getValue();
            if (type.equals(Optional.of(each.getKey())) || door.routes(instance)) {
                Runnable after = next;
                next = () -> door.leave(instance, drain, after);
            }
        }
        next.run();
    }

    /** What is under way to {@code instance}, if anything can be, is not waited for any more. */
    void hurry(InstanceId instance) {
        doors.values().forEach(door -> door.hurry(instance));
    }

    /** The routes of exposed services, in their order. */
    List<RouteView> views(List<ServiceRecord> services) {
        Map<String, Map<ServiceRef, RouteReport>> reports = new HashMap<>();
        Map<String, String> troubles = new HashMap<>();
        doors.forEach((type, door) -> {
            try {
                reports.put(type, door.reports());
                troubles.put(type, door.trouble().orElse(""));
            } catch (ProblemException silent) {
                troubles.put(type, silent.problem().message());
            }
        });
        return services.stream().flatMap(service -> Routes.route(service, List.of()).stream().map(route -> {
            String type = Routes.type(service.spec().expose().orElseThrow());
            RouteReport report = reports.getOrDefault(type, Map.of()).getOrDefault(service.ref(),
                    RouteReport.none(service.ref()));
            return view(route, type, report, troubles.getOrDefault(type, ""));
        })).toList();
    }

    /** What was answered and counts for no route, by type and status; nothing of those that do not say. */
    Map<String, Map<Integer, Long>> unrouted() {
        Map<String, Map<Integer, Long>> answers = new TreeMap<>();
        doors.forEach((type, door) -> {
            try {
                answers.put(type, door.unrouted());
            } catch (ProblemException silent) {
                answers.put(type, Map.of());
            }
        });
        return answers;
    }

    private RouteView view(Route route, String type, RouteReport report, String trouble) {
        Optional<Door> door = Optional.ofNullable(doors.get(type));
        String own = door.map(it -> it.trouble(route.service())).orElseGet(() -> missing(type));
        String message = report.trouble().orElse(own.isEmpty() ? trouble : own);
        return new RouteView(route.service(), type, route.host(), route.path(), route.stripPath(), route.port(),
                door.map(it -> it.ready(route.service())).orElse(0), report, message);
    }

    private String missing(String type) {
        return Optional.ofNullable(plugins.exposures().get(type)).map(LoadedExposure::failure)
                .map(why -> "exposure '" + type + "' does not work: " + why)
                .orElse("no plugin provides the exposure '" + type + "'; see 'rune get plugins'");
    }
}
