package dev.rune.kernel.spi.runner;

import java.time.Duration;

/**
 * What an instance uses. Status: evolving since 0.1.
 *
 * @param cpu         processor time since its start
 * @param memoryBytes memory held now
 * @param processes   processes and threads alive now
 */
public record Usage(Duration cpu, long memoryBytes, int processes) {}
