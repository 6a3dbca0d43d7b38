package dev.rune.kernel.spi.runner;

/** What a runner can do beyond starting and stopping. One that does not declare it must refuse it. Status: stable since 0.1. */
public enum Capability {
    /** {@link Runner#exec}. */
    EXEC,
    /** {@link Runner#logs}. */
    LOGS,
    /** {@link Runner#signal}. */
    SIGNAL,
    /** {@link Runner#usage}. */
    USAGE
}
