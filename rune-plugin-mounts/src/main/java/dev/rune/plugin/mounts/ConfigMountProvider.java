package dev.rune.plugin.mounts;

import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.mount.MountHandler;
import dev.rune.kernel.spi.mount.MountHandlerProvider;

/** Makes the mount handler {@code config} known. */
public final class ConfigMountProvider implements MountHandlerProvider {
    /** For the service loader. */
    public ConfigMountProvider() {}

    @Override
    public String type() {
        return "config";
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
