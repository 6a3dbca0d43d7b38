/** Probe types ask an instance once whether it is well; schedules and thresholds belong to the kernel. */
package dev.rune.kernel.spi.probe;
