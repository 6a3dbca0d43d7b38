/** Where what is desired is kept. */
package dev.rune.kernel.spi.store;
