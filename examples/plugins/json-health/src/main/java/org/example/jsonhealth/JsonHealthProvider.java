package org.example.jsonhealth;

import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spec.PortRef;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.probe.Probe;
import dev.rune.kernel.spi.probe.ProbeProvider;
import java.lang.invoke.MethodHandles;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** Makes the probe {@code json-health} known. */
public final class JsonHealthProvider implements ProbeProvider {
    private static final SectionType<JsonHealthSection> SECTION = SectionType.of(MethodHandles.lookup(),
            JsonHealthSection.class);

    /** For the service loader. */
    public JsonHealthProvider() {}

    @Override
    public String type() {
        return "json-health";
    }

    @Override
    public SectionType<?> section() {
        return SECTION;
    }

    @Override
    public Optional<PortRef> port(Record section) {
        return Optional.of(((JsonHealthSection) section).port());
    }

    @Override
    public Probe create(PluginContext context) {
        LoggerFactory.getLogger(JsonHealthProvider.class).info("json-health reads answers with {}", Answer.readBy());
        return new JsonHealthProbe();
    }
}
