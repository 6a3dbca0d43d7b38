/** The probe {@code json-health}. */
module org.example.jsonhealth {
    requires dev.rune.kernel;
    requires org.slf4j;
    requires tools.jackson.core;

    provides dev.rune.kernel.spi.probe.ProbeProvider with org.example.jsonhealth.JsonHealthProvider;
}
