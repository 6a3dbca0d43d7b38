package dev.rune.plugin.expose;

import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spi.ListeningSockets;
import dev.rune.kernel.spi.exposure.Exposure;
import dev.rune.kernel.spi.exposure.RouteReport;
import dev.rune.kernel.spi.exposure.RouteTable;
import dev.rune.kernel.spi.exposure.RouteTable.Route;
import dev.rune.kernel.status.InstanceId;
import dev.rune.plugin.expose.IngressSettings.Ingress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Ports of the host that lead to services. */
final class TcpExposure implements Exposure {
    /** How long connections may take to end by themselves when all have to, and then to be brought to their end. */
    private static final long END_NANOS = Duration.ofMillis(500).toNanos();
    private static final long CLOSE_NANOS = Duration.ofMillis(1500).toNanos();

    private final Ingress settings;
    private final ListeningSockets sockets;
    private final Targets targets = new Targets();
    private final Map<ServiceRef, Gate> gates = new HashMap<>();
    private Optional<Loops> loops = Optional.empty();

    TcpExposure(Ingress settings, ListeningSockets sockets) {
        this.settings = settings;
        this.sockets = sockets;
    }

    @Override
    public synchronized void apply(RouteTable table) {
        List<Route> routes = table.routes().stream().filter(route -> route.host().isEmpty()).toList();
        if (loops.isEmpty()) {
            if (routes.isEmpty()) {
                return;
            }
            loops = Optional.of(new Loops("rune-tcp", sockets));
        }
        Loops own = loops.orElseThrow();
        closeOthers(routes);
        List<List<Target>> present = targets.of(routes);
        for (int i = 0; i < routes.size(); i++) {
            Route route = routes.get(i);
            List<Target> here = present.get(i);
            Gate gate = gates.get(route.service());
            if (gate == null) {
                gates.put(route.service(), new Gate(own, settings, new Way(route, here, new Tally())));
            } else {
                gate.way(new Way(route, here, gate.way().tally()));
            }
        }
        targets.settle(present, (target, drain) -> own.any().schedule(target.drain(), drain.toNanos(),
                TimeUnit.NANOSECONDS));
    }

    /** Closes ports that are in no route; first, because another route may want one of them. */
    private void closeOthers(List<Route> routes) {
        Map<ServiceRef, Integer> ports = routes.stream().collect(Collectors.toMap(Route::service, Route::port));
        for (ServiceRef service : Set.copyOf(gates.keySet())) {
            Gate gate = gates.get(service);
            if (gate != null
                    && !Optional.of(gate.way().route().port()).equals(Optional.ofNullable(ports.get(service)))) {
                gates.remove(service);
                gate.close();
            }
        }
    }

    /** Where {@code service} is reached; 0 where it is not. */
    synchronized int port(ServiceRef service) {
        return Optional.ofNullable(gates.get(service)).map(Gate::port).orElse(0);
    }

    @Override
    public int inFlight(InstanceId instance) {
        return targets.inFlight(instance);
    }

    @Override
    public synchronized List<RouteReport> report() {
        List<RouteReport> reports = new ArrayList<>();
        gates.forEach((service, gate) -> reports.add(gate.way().tally().report(service, gate.trouble())));
        reports.sort(java.util.Comparator.comparing(report -> report.service().toString()));
        return reports;
    }

    private boolean quiet() {
        return gates.values().stream().allMatch(gate -> gate.way().tally().inFlight() == 0);
    }

    @Override
    public synchronized void close() {
        gates.values().forEach(Gate::close);
        loops.ifPresent(Loops::settle);
        Quiet.await(END_NANOS, this::quiet);
        targets.end();
        Quiet.await(CLOSE_NANOS, this::quiet);
        gates.clear();
        loops.ifPresent(Loops::close);
        loops = Optional.empty();
    }
}
