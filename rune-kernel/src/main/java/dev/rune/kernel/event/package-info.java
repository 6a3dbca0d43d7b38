/** What happened, kept in a bounded ring. */
package dev.rune.kernel.event;
