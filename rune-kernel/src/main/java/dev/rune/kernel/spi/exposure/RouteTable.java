package dev.rune.kernel.spi.exposure;

import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.status.Endpoint;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything an exposure routes. Status: evolving since 0.1.
 *
 * @param routes one for each exposed service
 */
public record RouteTable(List<Route> routes) {
    public RouteTable {
        routes = List.copyOf(routes);
    }

    /**
     * The way to one service.
     *
     * @param service   the service
     * @param host      its virtual host
     * @param port      the port that clients use
     * @param endpoints its ready instances, at the exposed port
     */
    public record Route(ServiceRef service, Optional<String> host, int port, List<Endpoint> endpoints) {
        public Route {
            Objects.requireNonNull(service);
            Objects.requireNonNull(host);
            endpoints = List.copyOf(endpoints);
        }
    }
}
