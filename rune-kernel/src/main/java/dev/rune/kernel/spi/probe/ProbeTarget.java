package dev.rune.kernel.spi.probe;

import dev.rune.kernel.status.Endpoint;
import dev.rune.kernel.status.InstanceId;
import java.util.Objects;
import java.util.Optional;

/**
 * An instance to be asked. Status: stable since 0.1.
 *
 * @param instance its id
 * @param endpoint where the port of {@link ProbeProvider#port} is reached; present exactly where there is one
 */
public record ProbeTarget(InstanceId instance, Optional<Endpoint> endpoint) {
    public ProbeTarget {
        Objects.requireNonNull(instance);
        Objects.requireNonNull(endpoint);
    }
}
