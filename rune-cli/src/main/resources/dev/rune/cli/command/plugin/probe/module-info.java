/** The probe {@code @name@}. */
module @package@ {
    requires dev.rune.kernel;

    provides dev.rune.kernel.spi.probe.ProbeProvider with @package@.@Name@Provider;
}
