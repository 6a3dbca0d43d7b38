/** The runner {@code jar}. */
module org.example.jar {
    requires dev.rune.kernel;
    requires dev.rune.programs;

    provides dev.rune.kernel.spi.runner.RunnerProvider with org.example.jar.JarProvider;
}
