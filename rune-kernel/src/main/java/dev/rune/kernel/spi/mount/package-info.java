/** Mount handlers make files of an instance: of secrets, of configmaps, or of what else they know. */
package dev.rune.kernel.spi.mount;
