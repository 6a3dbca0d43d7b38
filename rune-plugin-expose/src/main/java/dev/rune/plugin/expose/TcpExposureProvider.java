package dev.rune.plugin.expose;

import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.exposure.Exposure;
import dev.rune.kernel.spi.exposure.ExposureProvider;

/** Makes the exposure {@code tcp} known: a service's port on the host itself. */
public final class TcpExposureProvider implements ExposureProvider {
    /** Called by {@code ServiceLoader}. */
    public TcpExposureProvider() {}

    @Override
    public String type() {
        return "tcp";
    }

    @Override
    public SectionType<?> section() {
        return NoSection.TYPE;
    }

    @Override
    public void checkSettings(Mapping settings) {
        IngressSettings.of(settings);
    }

    @Override
    public Exposure create(PluginContext context) {
        return new TcpExposure(IngressSettings.of(context.settings()), context.sockets());
    }
}
