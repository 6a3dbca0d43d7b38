package @package@;

import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spec.PortRef;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.probe.Probe;
import dev.rune.kernel.spi.probe.ProbeProvider;
import java.lang.invoke.MethodHandles;
import java.util.Optional;

/** Makes the probe {@code @name@} known. */
public final class @Name@Provider implements ProbeProvider {
    private static final SectionType<@Name@Section> SECTION = SectionType.of(MethodHandles.lookup(),
            @Name@Section.class);

    /** For the service loader. */
    public @Name@Provider() {}

    @Override
    public String type() {
        return "@name@";
    }

    @Override
    public SectionType<?> section() {
        return SECTION;
    }

    @Override
    public Optional<PortRef> port(Record section) {
        return Optional.of(((@Name@Section) section).port());
    }

    @Override
    public Probe create(PluginContext context) {
        return new @Name@Probe();
    }
}
