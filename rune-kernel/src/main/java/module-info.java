/**
 * The kernel of Rune: what services are, what is wanted and what is the case, and the loop that makes the second equal
 * to the first. It finds runners, probes, exposures and mount handlers as plugins, and knows nothing of HTTP, YAML,
 * databases or containers.
 */
module dev.rune.kernel {
    exports dev.rune.kernel.problem;
    exports dev.rune.kernel.section;
    exports dev.rune.kernel.spec;
    exports dev.rune.kernel.status;
    exports dev.rune.kernel.spi;
    exports dev.rune.kernel.spi.runner;
    exports dev.rune.kernel.spi.probe;
    exports dev.rune.kernel.spi.exposure;
    exports dev.rune.kernel.spi.mount;
    exports dev.rune.kernel.spi.store;
    exports dev.rune.kernel.spi.host;
    exports dev.rune.kernel.launch;
    exports dev.rune.kernel.schedule;

    uses dev.rune.kernel.spi.runner.RunnerProvider;
    uses dev.rune.kernel.spi.probe.ProbeProvider;
    uses dev.rune.kernel.spi.exposure.ExposureProvider;
    uses dev.rune.kernel.spi.mount.MountHandlerProvider;
}
