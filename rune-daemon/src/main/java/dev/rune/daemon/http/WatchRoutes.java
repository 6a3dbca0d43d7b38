package dev.rune.daemon.http;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spi.host.Kernel;
import dev.rune.kernel.spi.host.Subscription;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Follows a service: its document at once and after each change. Changes that come faster than a client is to be bothered
 * with, or faster than it reads, are skipped, but never the last one.
 */
final class WatchRoutes {
    /** Twenty a second are enough to tell a story. */
    private static final long GAP_NANOS = Duration.ofMillis(50).toNanos();

    private final Backend backend;
    private final OpenStreams streams;

    WatchRoutes(Backend backend, OpenStreams streams) {
        this.backend = backend;
        this.streams = streams;
    }

    List<Route> routes() {
        return List.of(Route.get("/v1/namespaces/{namespace}/services/{name}/watch",
                "Follows a service: event `service` with its document at once and after each change, `gone` when it is"
                        + " deleted; comments in between.")
                .takes(ServiceRoutes.NAMESPACE, ServiceRoutes.NAME)
                .answers(200, "Server-sent events.", Route.EVENT_STREAM, Documents.SERVICE::schema)
                .by(this::watch));
    }

    private void watch(Context request) throws IOException, InterruptedException {
        ServiceRef service = ServiceRoutes.ref(request);
        Pulse pulse = new Pulse();
        Kernel kernel = backend.kernel();
        // Subscribed before the first look, so that no change falls between.
        try (Subscription _ = kernel.onChange(changed -> {
            if (changed.equals(service)) {
                pulse.beat();
            }
        }); OpenStreams.Registration _ = streams.add(pulse::close)) {
            follow(request, service, pulse, kernel.service(service).createdAt());
        }
    }

    private void follow(Context request, ServiceRef service, Pulse pulse, Instant createdAt)
            throws IOException, InterruptedException {
        EventStream out = EventStream.begin(request);
        byte[] sent = {};
        Pulse.Sign sign = Pulse.Sign.NEWS;
        while (sign != Pulse.Sign.CLOSED) {
            if (sign == Pulse.Sign.QUIET) {
                out.heartbeat();
            } else {
                Optional<byte[]> now = document(service, createdAt);
                if (now.isEmpty()) {
                    out.send("gone", gone(service));
                    out.flush();
                    return;
                }
                if (!Arrays.equals(sent, now.get())) {
                    sent = now.get();
                    out.send("service", sent);
                    out.flush();
                }
                pulse.pause(GAP_NANOS);
            }
            sign = pulse.await(EventStream.HEARTBEAT);
        }
    }

    /** Empty where the service is gone, also where another has come in its place. */
    private Optional<byte[]> document(ServiceRef service, Instant createdAt) {
        Kernel kernel = backend.kernel();
        try {
            return kernel.service(service).createdAt().equals(createdAt)
                    ? Optional.of(Json.bytes(Documents.SERVICE, ServiceRoutes.document(kernel, service)))
                    : Optional.empty();
        } catch (ProblemException e) {
            if (e.problem().code() == ProblemCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static byte[] gone(ServiceRef service) {
        return ("{\"namespace\":\"" + service.namespace() + "\",\"name\":\"" + service.name() + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
