package org.example.redisping;

import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spec.PortRef;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.probe.Probe;
import dev.rune.kernel.spi.probe.ProbeProvider;
import java.lang.invoke.MethodHandles;
import java.util.Optional;

/** Makes the probe {@code redis-ping} known. */
public final class RedisPingProvider implements ProbeProvider {
    private static final SectionType<RedisPingSection> SECTION = SectionType.of(MethodHandles.lookup(),
            RedisPingSection.class);

    /** For the service loader. */
    public RedisPingProvider() {}

    @Override
    public String type() {
        return "redis-ping";
    }

    @Override
    public SectionType<?> section() {
        return SECTION;
    }

    @Override
    public Optional<PortRef> port(Record section) {
        return Optional.of(((RedisPingSection) section).port());
    }

    @Override
    public Probe create(PluginContext context) {
        return new RedisPingProbe();
    }
}
