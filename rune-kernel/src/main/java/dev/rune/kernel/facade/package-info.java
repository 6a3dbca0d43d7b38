/** What can be asked of a running kernel: casts are checked and accepted here, and everything is shown from here. */
package dev.rune.kernel.facade;
