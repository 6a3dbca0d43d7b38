/** Exposures bring traffic from outside to ready instances. */
package dev.rune.kernel.spi.exposure;
