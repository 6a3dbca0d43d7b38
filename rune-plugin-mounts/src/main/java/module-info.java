/**
 * The mount handlers {@code secret} and {@code config}: the values of secrets and configmaps as files of an instance, in
 * memory where the host has a file system there, and gone with the instance.
 */
module dev.rune.plugin.mounts {
    requires dev.rune.kernel;

    provides dev.rune.kernel.spi.mount.MountHandlerProvider with dev.rune.plugin.mounts.SecretMountProvider,
            dev.rune.plugin.mounts.ConfigMountProvider;
}
