package dev.rune.plugin.probe.tcp;

import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spec.PortRef;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.probe.Probe;
import dev.rune.kernel.spi.probe.ProbeProvider;
import java.lang.invoke.MethodHandles;
import java.util.Optional;

/** Makes the probe {@code tcp} known. */
public final class TcpProbeProvider implements ProbeProvider {
    private static final SectionType<TcpSection> SECTION = SectionType.of(MethodHandles.lookup(), TcpSection.class);

    /** For the service loader. */
    public TcpProbeProvider() {}

    @Override
    public String type() {
        return "tcp";
    }

    @Override
    public SectionType<?> section() {
        return SECTION;
    }

    @Override
    public Optional<PortRef> port(Record section) {
        return Optional.of(((TcpSection) section).port());
    }

    @Override
    public Probe create(PluginContext context) {
        return new TcpProbe();
    }
}
