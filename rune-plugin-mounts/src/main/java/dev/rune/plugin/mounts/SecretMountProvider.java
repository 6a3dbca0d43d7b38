package dev.rune.plugin.mounts;

import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.mount.MountHandler;
import dev.rune.kernel.spi.mount.MountHandlerProvider;

/** Makes the mount handler {@code secret} known. */
public final class SecretMountProvider implements MountHandlerProvider {
    /** For the service loader. */
    public SecretMountProvider() {}

    @Override
    public String type() {
        return "secret";
    }

    @Override
    public SectionType<?> section() {
        return FileMounts.SECTION;
    }

    @Override
    public MountHandler create(PluginContext context) {
        return new FileMounts(MountRoot.of(context, type()));
    }
}
