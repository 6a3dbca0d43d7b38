package dev.rune.plugin.probe.http;

import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spec.PortRef;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.probe.Probe;
import dev.rune.kernel.spi.probe.ProbeProvider;
import java.lang.invoke.MethodHandles;
import java.util.Optional;

/** Makes the probe {@code http} known. */
public final class HttpProbeProvider implements ProbeProvider {
    private static final SectionType<HttpSection> SECTION = SectionType.of(MethodHandles.lookup(), HttpSection.class);

    /** For the service loader. */
    public HttpProbeProvider() {}

    @Override
    public String type() {
        return "http";
    }

    @Override
    public SectionType<?> section() {
        return SECTION;
    }

    @Override
    public Optional<PortRef> port(Record section) {
        return Optional.of(((HttpSection) section).port());
    }

    @Override
    public Probe create(PluginContext context) {
        return new HttpProbe();
    }
}
