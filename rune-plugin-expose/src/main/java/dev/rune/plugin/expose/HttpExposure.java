package dev.rune.plugin.expose;

import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spi.ListeningSockets;
import dev.rune.kernel.spi.SecretReader;
import dev.rune.kernel.spi.exposure.Exposure;
import dev.rune.kernel.spi.exposure.RouteReport;
import dev.rune.kernel.spi.exposure.RouteTable;
import dev.rune.kernel.spi.exposure.RouteTable.Route;
import dev.rune.kernel.status.InstanceId;
import dev.rune.plugin.expose.IngressSettings.Ingress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The front door. It listens while there is a route, and nothing of it is loaded before there was one. */
final class HttpExposure implements Exposure {
    private final Ingress settings;
    private final ListeningSockets sockets;
    private final SecretReader secrets;
    private final Targets targets = new Targets();
    private final Map<ServiceRef, Tally> tallies = new HashMap<>();
    /** Set by the first table with a route. */
    private volatile Optional<Opened> opened = Optional.empty();
    private Optional<Listener> listener = Optional.empty();
    private Optional<Listener> secureListener = Optional.empty();
    private Optional<Certificate> certificate = Optional.empty();

    HttpExposure(Ingress settings, ListeningSockets sockets, SecretReader secrets) {
        this.settings = settings;
        this.sockets = sockets;
        this.secrets = secrets;
    }

    private record Opened(Loops loops, Door door) {}

    @Override
    public synchronized void apply(RouteTable table) {
        List<Route> routes = table.routes().stream().filter(route -> route.host().isPresent()).toList();
        if (opened.isEmpty()) {
            if (routes.isEmpty()) {
                return;
            }
            var loops = new Loops("rune-http", sockets);
            certificate = settings.tls().map(tls -> new Certificate(TlsSource.of(tls, secrets)));
            opened = Optional.of(new Opened(loops, new Door(settings, loops, certificate)));
        }
        Door door = opened.orElseThrow().door();
        List<List<Target>> present = targets.of(routes);
        List<Way> ways = new ArrayList<>();
        for (int i = 0; i < routes.size(); i++) {
            Tally tally = tallies.computeIfAbsent(routes.get(i).service(), _ -> new Tally());
            ways.add(new Way(routes.get(i), present.get(i), tally));
        }
        Set<ServiceRef> services = routes.stream().map(Route::service).collect(Collectors.toSet());
        tallies.keySet().retainAll(services);
        door.ways(new Ways(ways));
        targets.settle(present, door::retired);
        if (routes.isEmpty()) {
            stopListening();
        } else if (listener.isEmpty()) {
            Loops loops = opened.orElseThrow().loops();
            listener = Optional.of(new Listener(loops, settings.httpAddr(), channel -> {
                door.meets(channel);
                door.serve(channel, false);
            }));
            secureListener = certificate.map(own -> new Listener(loops, settings.httpsAddr(), channel -> {
                door.meets(channel);
                door.serveSecurely(channel, own);
            }));
        }
    }

    private void stopListening() {
        listener.ifPresent(Listener::close);
        listener = Optional.empty();
        secureListener.ifPresent(Listener::close);
        secureListener = Optional.empty();
    }

    /** Where it listens with TLS; 0 where it does not. */
    synchronized int securePort() {
        return secureListener.map(Listener::port).orElse(0);
    }

    /** Where it listens; 0 where it does not. */
    synchronized int port() {
        return listener.map(Listener::port).orElse(0);
    }

    @Override
    public int inFlight(InstanceId instance) {
        return targets.inFlight(instance);
    }

    @Override
    public List<RouteReport> report() {
        Optional<String> trouble = trouble();
        return opened.map(own -> own.door().ways().all()).orElse(List.of()).stream()
                .map(way -> way.tally().report(way.route().service(), trouble)).toList();
    }

    @Override
    public Map<Integer, Long> unrouted() {
        return opened.map(own -> own.door().unrouted()).orElse(Map.of());
    }

    @Override
    public synchronized Optional<String> trouble() {
        return listener.flatMap(Listener::trouble).or(() -> secureListener.flatMap(Listener::trouble))
                .or(() -> certificate.flatMap(Certificate::trouble));
    }

    @Override
    public synchronized void close() {
        stopListening();
        opened.ifPresent(own -> {
            own.door().leave(targets);
            own.loops().close();
        });
        opened = Optional.empty();
    }
}
