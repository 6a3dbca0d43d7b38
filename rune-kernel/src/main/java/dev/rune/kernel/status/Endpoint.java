package dev.rune.kernel.status;

import java.util.Objects;

/**
 * Where an instance can be reached from this host. Status: stable since 0.1.
 *
 * @param name        the port's name in the spec
 * @param servicePort the port that clients of the service use
 * @param host        the instance's address
 * @param port        where the instance listens at that address
 * @param udp         whether it is spoken to in datagrams
 */
public record Endpoint(String name, int servicePort, String host, int port, boolean udp) {
    public Endpoint {
        Objects.requireNonNull(name);
        Objects.requireNonNull(host);
    }
}
