package dev.rune.kernel.reconcile;

import dev.rune.kernel.record.ServiceRecord;
import dev.rune.kernel.spec.Expose;
import dev.rune.kernel.spec.Label;
import dev.rune.kernel.spec.PathPrefix;
import dev.rune.kernel.spec.Port;
import dev.rune.kernel.spec.ServiceSpec;
import dev.rune.kernel.spec.VirtualHost;
import dev.rune.kernel.spi.exposure.ExposureProvider;
import dev.rune.kernel.spi.exposure.RouteTable.Route;
import dev.rune.kernel.spi.exposure.RouteTable.Upstream;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.status.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What routes specs and instances make. Pure. */
public final class Routes {
    private Routes() {}

    /** The type of exposure that {@code expose} needs. */
    public static String type(Expose expose) {
        return expose.type().map(Label::text)
                .orElse(expose.host().isPresent() ? ExposureProvider.HTTP : ExposureProvider.TCP);
    }

    /** What a service claims for itself, as people see it: a host, a host with a path, or {@code :port}. */
    public static Optional<String> claim(ServiceSpec spec) {
        return spec.expose()
                .map(expose -> claim(expose.host().map(VirtualHost::text), path(expose), port(spec, expose)));
    }

    /** What {@code route} claims. */
    static String claim(Route route) {
        return claim(route.host(), route.path(), route.port());
    }

    private static String claim(Optional<String> host, Optional<String> path, int port) {
        return host.map(name -> name + path.orElse("")).orElse(":" + port);
    }

    /** The way to {@code service}; empty where it is not exposed or is being deleted. */
    static Optional<Route> route(ServiceRecord service, List<ObservedInstance> ready) {
        ServiceSpec spec = service.spec();
        return spec.expose().filter(_ -> !service.deleting()).map(expose -> {
            List<Upstream> upstreams = new ArrayList<>();
            Port port = expose.port().in(spec.ports()).orElseThrow();
            for (ObservedInstance instance : ready) {
                endpoint(instance, port).ifPresent(endpoint -> upstreams.add(new Upstream(instance.id(), endpoint)));
            }
            return new Route(service.ref(), expose.host().map(VirtualHost::text), path(expose), expose.stripPath(),
                    port.port(), spec.drain(), upstreams);
        });
    }

    /** An instance of an earlier version may know the port by another number, or by another name. */
    private static Optional<Endpoint> endpoint(ObservedInstance instance, Port port) {
        List<Endpoint> streams = instance.endpoints().stream().filter(endpoint -> !endpoint.udp()).toList();
        return streams.stream().filter(endpoint -> endpoint.name().equals(port.name().text())).findFirst()
                .or(() -> streams.stream().filter(endpoint -> endpoint.servicePort() == port.port()).findFirst());
    }

    private static Optional<String> path(Expose expose) {
        return expose.path().filter(prefix -> !prefix.everything()).map(PathPrefix::text);
    }

    private static int port(ServiceSpec spec, Expose expose) {
        return expose.port().in(spec.ports()).map(Port::port).orElseThrow();
    }
}
