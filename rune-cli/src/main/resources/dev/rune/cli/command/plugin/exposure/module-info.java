/** The exposure {@code @name@}. */
module @package@ {
    requires dev.rune.kernel;

    provides dev.rune.kernel.spi.exposure.ExposureProvider with @package@.@Name@Provider;
}
