/** How a host starts a kernel. */
package dev.rune.kernel.launch;
