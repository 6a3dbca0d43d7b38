package @package@;

import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spi.exposure.Exposure;
import dev.rune.kernel.spi.exposure.RouteReport;
import dev.rune.kernel.spi.exposure.RouteTable;
import dev.rune.kernel.spi.exposure.RouteTable.Route;
import dev.rune.kernel.spi.exposure.RouteTable.Upstream;
import dev.rune.kernel.status.InstanceId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Opens the port of each exposed service on this host and leads connections to its ready instances. Safe for use by many
 * threads: what changes with a table does so under this object's lock, the connections are in a concurrent set.
 */
final class @Name@Exposure implements Exposure {
    private final Map<ServiceRef, @Name@Gate> gates = new HashMap<>();
    /** Every connection that is under way. One is put here before it is looked whether its instance still may have it. */
    private final Set<@Name@Connection> open = ConcurrentHashMap.newKeySet();
    /** Who gets traffic, with how long what is under way to it may go on once it has left. */
    private Map<InstanceId, Duration> present = Map.of();
    /** The end of what is under way to those that have left. */
    private final Map<InstanceId, ScheduledFuture<?>> endings = new HashMap<>();
    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("@name@").factory());

    @Override
    public synchronized void apply(RouteTable table) {
        Map<ServiceRef, Route> routes = table.routes().stream().collect(Collectors.toMap(Route::service, it -> it));
        // First those that go: another route may want their port.
        for (ServiceRef service : Set.copyOf(gates.keySet())) {
            if (!routes.containsKey(service) || routes.get(service).port() != gates.get(service).port()) {
                gates.remove(service).close();
            }
        }
        routes.forEach((service, route) -> gates
                .computeIfAbsent(service, it -> new @Name@Gate(route.port(), open, timer)).lead(route.upstreams()));
        Map<InstanceId, Duration> before = present;
        present = new HashMap<>();
        routes.values().forEach(route -> route.upstreams().stream().map(Upstream::instance)
                .forEach(instance -> present.put(instance, route.drain())));
        before.forEach((instance, drain) -> {
            if (!present.containsKey(instance)) {
                endings.put(instance,
                        timer.schedule(() -> end(instance), drain.toMillis(), TimeUnit.MILLISECONDS));
            }
        });
        present.keySet().forEach(instance -> {
            if (endings.containsKey(instance)) {
                endings.remove(instance).cancel(false);
            }
        });
    }

    /** Ends what goes on, unless the instance came back at the last moment. */
    private synchronized void end(InstanceId instance) {
        endings.remove(instance);
        if (!present.containsKey(instance)) {
            open.stream().filter(connection -> connection.leadsTo(instance))
                    .forEach(connection -> connection.end(timer));
        }
    }

    @Override
    public int inFlight(InstanceId instance) {
        return (int) open.stream().filter(connection -> connection.leadsTo(instance)).count();
    }

    @Override
    public synchronized List<RouteReport> report() {
        return gates.entrySet().stream().map(gate -> gate.getValue().report(gate.getKey())).toList();
    }

    @Override
    public synchronized void close() {
        timer.shutdownNow();
        gates.values().forEach(@Name@Gate::close);
        gates.clear();
        open.forEach(@Name@Connection::close);
    }
}
