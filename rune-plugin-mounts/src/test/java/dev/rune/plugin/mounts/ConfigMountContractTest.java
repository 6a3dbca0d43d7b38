package dev.rune.plugin.mounts;

import dev.rune.kernel.spi.mount.MountHandlerProvider;
import dev.rune.testkit.MountContract;

class ConfigMountContractTest extends MountContract {
    @Override
    protected MountHandlerProvider provider() {
        return new ConfigMountProvider();
    }
}
