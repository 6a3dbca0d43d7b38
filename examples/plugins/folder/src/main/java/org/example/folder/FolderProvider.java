package org.example.folder;

import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.mount.MountHandler;
import dev.rune.kernel.spi.mount.MountHandlerProvider;
import java.lang.invoke.MethodHandles;
import org.slf4j.LoggerFactory;

/** Makes the mount handler {@code folder} known. */
public final class FolderProvider implements MountHandlerProvider {
    private static final SectionType<FolderSection> SECTION = SectionType.of(MethodHandles.lookup(),
            FolderSection.class);

    /** For the service loader. */
    public FolderProvider() {}

    @Override
    public String type() {
        return "folder";
    }

    @Override
    public SectionType<?> section() {
        return SECTION;
    }

    @Override
    public MountHandler create(PluginContext context) {
        LoggerFactory.getLogger(FolderProvider.class).info("folder fills places with {}", Places.madeBy());
        return new FolderHandler(context.stateDirectory());
    }
}
