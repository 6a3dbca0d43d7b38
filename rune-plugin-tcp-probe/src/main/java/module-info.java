/**
 * The probe {@code tcp}: an instance is healthy when it accepts a connection.
 */
module dev.rune.plugin.probe.tcp {
    requires dev.rune.kernel;

    provides dev.rune.kernel.spi.probe.ProbeProvider with dev.rune.plugin.probe.tcp.TcpProbeProvider;
}
