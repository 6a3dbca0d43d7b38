/** The runner {@code @name@}. */
module @package@ {
    requires dev.rune.kernel;
    requires dev.rune.programs;

    provides dev.rune.kernel.spi.runner.RunnerProvider with @package@.@Name@Provider;
}
