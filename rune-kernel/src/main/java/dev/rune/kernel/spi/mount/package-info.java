/** Mount handlers turn secrets and configmaps into files of an instance. */
package dev.rune.kernel.spi.mount;
