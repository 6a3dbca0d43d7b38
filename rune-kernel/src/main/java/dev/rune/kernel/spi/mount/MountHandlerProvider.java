package dev.rune.kernel.spi.mount;

import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.Provider;

/**
 * Makes a mount handler known. Type {@code secret} serves {@code secretMounts}, {@code config} serves
 * {@code configMounts}; every other type is asked for under {@code mounts}, with the keys of its section beside its type
 * word. Status: evolving since 0.1.
 */
public interface MountHandlerProvider extends Provider {
    /** Makes the handler. Called once when the daemon starts. */
    MountHandler create(PluginContext context);
}
