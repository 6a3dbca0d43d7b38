package dev.rune.kernel.spi.probe;

import dev.rune.kernel.spec.PortRef;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.Provider;
import java.util.Optional;

/**
 * Makes a probe type known. Status: stable since 0.1.
 */
public interface ProbeProvider extends Provider {
    /**
     * The port that a probe with {@code section} talks to, so that the kernel can check it at cast and resolve it for
     * each instance; empty for a probe that talks to none.
     *
     * @param section an instance of the record of {@link #section()}
     */
    Optional<PortRef> port(Record section);

    /** Makes the probe. Called once when the daemon starts. */
    Probe create(PluginContext context);
}
