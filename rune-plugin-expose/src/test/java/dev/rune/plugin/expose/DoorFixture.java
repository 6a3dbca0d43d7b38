package dev.rune.plugin.expose;

import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Node;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spi.ListeningSockets;
import dev.rune.kernel.spi.SecretReader;
import dev.rune.kernel.spi.exposure.RouteTable;
import dev.rune.kernel.spi.exposure.RouteTable.Route;
import dev.rune.kernel.spi.exposure.RouteTable.Upstream;
import dev.rune.kernel.status.Endpoint;
import dev.rune.kernel.status.InstanceId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A front door on a free port, with one instance behind it that says what a test tells it to. */
final class DoorFixture implements Proxy {
    static final ServiceRef SERVICE = new ServiceRef("default", "shop");
    static final InstanceId INSTANCE = new InstanceId("default", "shop-a");

    private final HttpExposure exposure;
    private final RawServer server = new RawServer();

    /** A door with {@code settings} of {@code ingress} beyond the address. */
    DoorFixture(Map<String, String> settings) {
        this(settings, Map.of(), "shop.local", SecretReader.NONE);
    }

    /** A door for localhost with the certificate {@code tls.crt} and its key {@code tls.key} in {@code tls}. */
    DoorFixture(Path tls) {
        this(Map.of(), Map.of("httpsAddr", Scalar.of("127.0.0.1:0"), "tls",
                Mapping.of(Map.of("certFile", Scalar.of(tls.resolve("tls.crt").toString()), "keyFile",
                        Scalar.of(tls.resolve("tls.key").toString())))),
                "localhost", SecretReader.NONE);
    }

    /** A door for localhost with the certificate in the secret {@code web} of {@code secrets}. */
    DoorFixture(SecretReader secrets) {
        this(Map.of(), Map.of("httpsAddr", Scalar.of("127.0.0.1:0"), "tls",
                Mapping.of(Map.of("secret", Scalar.of("web")))), "localhost", secrets);
    }

    /** A door for localhost. */
    static DoorFixture forLocalhost() {
        return new DoorFixture(Map.of(), Map.of(), "localhost", SecretReader.NONE);
    }

    private DoorFixture(Map<String, String> settings, Map<String, Node> more, String host, SecretReader secrets) {
        Map<String, Node> ingress = new HashMap<>(more);
        ingress.put("httpAddr", Scalar.of("127.0.0.1:0"));
        settings.forEach((key, value) -> ingress.put(key,
                value.matches("[0-9]+") ? Scalar.of(Long.parseLong(value)) : Scalar.of(Boolean.parseBoolean(value))));
        exposure = new HttpExposure(IngressSettings.of(Mapping.of(Map.of("ingress", Mapping.of(ingress)))),
                ListeningSockets.NONE, secrets);
        exposure.apply(new RouteTable(List.of(route(host, "", false))));
    }

    Route route(String host, String path, boolean strip) {
        return new Route(SERVICE, Optional.of(host), Optional.of(path).filter(own -> !own.isEmpty()), strip, 80,
                Duration.ofMinutes(5), List.of(new Upstream(INSTANCE,
                        new Endpoint("http", 80, "127.0.0.1", server.port(), false))));
    }

    HttpExposure exposure() {
        return exposure;
    }

    @Override
    public RawServer server() {
        return server;
    }

    @Override
    public RawClient client() {
        return new RawClient(exposure.port());
    }

    /** Everything that comes back for {@code request}, sent on a connection of its own, until the door closes it. */
    String answerTo(String request) {
        try (RawClient client = client()) {
            client.send(request);
            return client.rest();
        }
    }

    @Override
    public void close() {
        exposure.close();
        server.close();
    }
}
