/**
 * The probe {@code http}: an instance is healthy when it answers a request with a status from 200 to 399.
 */
module dev.rune.plugin.probe.http {
    requires dev.rune.kernel;

    provides dev.rune.kernel.spi.probe.ProbeProvider with dev.rune.plugin.probe.http.HttpProbeProvider;
}
