/** The kernel as its host sees it: the daemon's API is made of these calls. */
package dev.rune.kernel.spi.host;
