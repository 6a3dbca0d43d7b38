/**
 * Runners start, stop and find again what services are made of. The kernel decides, a runner does; what it says in
 * {@link dev.rune.kernel.spi.runner.Runner#list()} is the only truth about what runs.
 */
package dev.rune.kernel.spi.runner;
