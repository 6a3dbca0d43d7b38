package dev.rune.daemon.http;

import java.util.Objects;
import java.util.Optional;

/**
 * Where the server listens.
 *
 * @param host a name or an address
 * @param port the port; 0 for any free one
 * @param tls  the certificate; without one only the loopback interface may be listened on
 */
public record HttpSettings(String host, int port, Optional<Tls> tls) {
    public HttpSettings {
        Objects.requireNonNull(host);
        Objects.requireNonNull(tls);
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("a port is from 0 to 65535, not " + port);
        }
    }
}
