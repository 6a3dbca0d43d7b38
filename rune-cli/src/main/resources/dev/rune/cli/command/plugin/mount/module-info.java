/** The mount handler {@code @name@}. */
module @package@ {
    requires dev.rune.kernel;

    provides dev.rune.kernel.spi.mount.MountHandlerProvider with @package@.@Name@Provider;
}
