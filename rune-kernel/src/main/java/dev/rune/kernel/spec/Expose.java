package dev.rune.kernel.spec;

import dev.rune.kernel.section.Doc;
import java.util.Optional;

/**
 * How a service is reached from outside. Status: stable since 0.1.
 *
 * @param port the port of the service
 * @param host the virtual host; without one the service's port is opened on the host itself
 */
@Doc("Makes the service reachable on the host.")
public record Expose(@Doc("A port's name or number.") PortRef port,
        @Doc("The virtual host; without it the service's port is opened on the host itself.") Optional<String> host) {}
