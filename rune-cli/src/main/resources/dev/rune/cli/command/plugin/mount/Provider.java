package @package@;

import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.mount.MountHandler;
import dev.rune.kernel.spi.mount.MountHandlerProvider;
import java.lang.invoke.MethodHandles;

/** Makes the mount handler {@code @name@} known. */
public final class @Name@Provider implements MountHandlerProvider {
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
    public MountHandler create(PluginContext context) {
        return new @Name@Handler(context.stateDirectory());
    }
}
