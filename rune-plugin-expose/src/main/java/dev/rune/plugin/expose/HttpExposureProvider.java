package dev.rune.plugin.expose;

import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.exposure.Exposure;
import dev.rune.kernel.spi.exposure.ExposureProvider;
import java.util.Set;

/** Makes the exposure {@code http} known: the host's one front door, by the host that requests name. */
public final class HttpExposureProvider implements ExposureProvider {
    /** Called by {@code ServiceLoader}. */
    public HttpExposureProvider() {}

    @Override
    public String type() {
        return "http";
    }

    @Override
    public SectionType<?> section() {
        return NoSection.TYPE;
    }

    @Override
    public Set<String> settings() {
        return Set.of("ingress");
    }

    @Override
    public void checkSettings(Mapping settings) {
        IngressSettings.of(settings);
    }

    @Override
    public Exposure create(PluginContext context) {
        return new HttpExposure(IngressSettings.of(context.settings()), context.sockets(), context.secrets());
    }
}
