package dev.rune.kernel.spi.host;

import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spi.exposure.RouteReport;
import java.util.Objects;
import java.util.Optional;

/**
 * A way from outside to a service. Status: evolving since 0.1.
 *
 * @param service   the service
 * @param type      the type of exposure that serves it
 * @param host      its virtual host; empty where its port is opened on the host itself
 * @param path      the prefix of the paths it gets; empty for every path
 * @param stripPath whether instances see paths without that prefix
 * @param port      the port that clients of the service use
 * @param ready     how many instances get traffic now
 * @param report    what the route has done
 * @param message   why it is not served as it should be, in a sentence; empty where it is
 */
public record RouteView(ServiceRef service, String type, Optional<String> host, Optional<String> path,
        boolean stripPath, int port, int ready, RouteReport report, String message) {
    public RouteView {
        Objects.requireNonNull(service);
        Objects.requireNonNull(type);
        Objects.requireNonNull(host);
        Objects.requireNonNull(path);
        Objects.requireNonNull(report);
        Objects.requireNonNull(message);
    }
}
