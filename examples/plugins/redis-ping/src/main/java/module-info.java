/** The probe {@code redis-ping}. */
module org.example.redisping {
    requires dev.rune.kernel;

    provides dev.rune.kernel.spi.probe.ProbeProvider with org.example.redisping.RedisPingProvider;
}
