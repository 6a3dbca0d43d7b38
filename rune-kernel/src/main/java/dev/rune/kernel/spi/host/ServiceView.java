package dev.rune.kernel.spi.host;

import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.status.ServiceStatus;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * A service as it stands in a list. Status: stable since 0.1.
 *
 * @param ref       its name
 * @param type      the type word of its runner
 * @param labels    its labels
 * @param external  how it is reached from outside: a host, a host with a path, {@code :port}, or {@code -}
 * @param createdAt when it was first cast
 * @param status    what is the case
 */
public record ServiceView(ServiceRef ref, String type, Map<String, String> labels, String external, Instant createdAt,
        ServiceStatus status) {
    public ServiceView {
        Objects.requireNonNull(ref);
        Objects.requireNonNull(type);
        labels = Map.copyOf(labels);
        Objects.requireNonNull(external);
        Objects.requireNonNull(createdAt);
        Objects.requireNonNull(status);
    }
}
