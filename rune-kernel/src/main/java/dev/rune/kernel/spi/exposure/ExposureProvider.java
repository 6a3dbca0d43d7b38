package dev.rune.kernel.spi.exposure;

import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.Provider;

/**
 * Makes an exposure known. Type {@code http} serves services with a host and {@code tcp} those without, unless a service
 * asks for another type by {@code expose.type}. Status: evolving since 0.1.
 */
public interface ExposureProvider extends Provider {
    /** The type that serves services with a host. */
    String HTTP = "http";
    /** The type that serves services without one. */
    String TCP = "tcp";

    /** Makes the exposure. Called once when the daemon starts. */
    Exposure create(PluginContext context);
}
