/** What the user wants: immutable records that validate themselves. */
package dev.rune.kernel.spec;
