package @package@;

import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.exposure.Exposure;
import dev.rune.kernel.spi.exposure.ExposureProvider;
import java.lang.invoke.MethodHandles;

/** Makes the exposure {@code @name@} known: services ask for it by {@code expose: {port: …, type: @name@}}. */
public final class @Name@Provider implements ExposureProvider {
    /** A castfile has nothing to say to it beyond what every exposed service says. */
    record NoSection() {}

    private static final SectionType<NoSection> SECTION = SectionType.of(MethodHandles.lookup(), NoSection.class);

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
    public Exposure create(PluginContext context) {
        return new @Name@Exposure();
    }
}
