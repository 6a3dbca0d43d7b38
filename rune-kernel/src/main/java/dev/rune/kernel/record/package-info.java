/** What the kernel keeps in the store, as records with the schema they are stored under. */
package dev.rune.kernel.record;
