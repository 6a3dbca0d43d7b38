/** Time and threads, injected. */
package dev.rune.kernel.schedule;
