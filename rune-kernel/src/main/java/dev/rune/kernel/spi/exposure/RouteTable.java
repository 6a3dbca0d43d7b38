package dev.rune.kernel.spi.exposure;

import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.status.Endpoint;
import dev.rune.kernel.status.InstanceId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything an exposure routes. No two routes claim the same. Status: evolving since 0.1.
 *
 * @param routes one for each exposed service, in the order of their names, also where none of its instances is ready
 */
public record RouteTable(List<Route> routes) {
    /** No routes. */
    public static final RouteTable EMPTY = new RouteTable(List.of());

    public RouteTable {
        routes = List.copyOf(routes);
    }

    /**
     * The way to one service.
     *
     * @param service   the service
     * @param host      its virtual host, in lower case: a name, or {@code *.example.org} for every name that ends in
     *                  {@code .example.org} and is no route of its own; empty where its port is opened on the host itself
     * @param path      the prefix of the paths it gets, such as {@code /shop} for {@code /shop} and {@code /shop/cart}
     *                  but not {@code /shopping}: begins with a slash and does not end in one; empty for every path. Of
     *                  several that fit the longest is meant
     * @param stripPath whether instances see paths without {@code path}
     * @param port      the port that clients of the service use
     * @param drain     how long what is under way to an instance that left may go on
     * @param upstreams its ready instances
     */
    public record Route(ServiceRef service, Optional<String> host, Optional<String> path, boolean stripPath, int port,
            Duration drain, List<Upstream> upstreams) {
        public Route {
            Objects.requireNonNull(service);
            Objects.requireNonNull(host);
            Objects.requireNonNull(path);
            Objects.requireNonNull(drain);
            upstreams = List.copyOf(upstreams);
        }
    }

    /**
     * An instance that may get traffic.
     *
     * @param instance its id
     * @param endpoint where it is reached
     */
    public record Upstream(InstanceId instance, Endpoint endpoint) {
        public Upstream {
            Objects.requireNonNull(instance);
            Objects.requireNonNull(endpoint);
        }
    }
}
