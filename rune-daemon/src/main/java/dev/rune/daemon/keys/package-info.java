/** The master key that wraps the data keys of secrets: where it comes from, and how it is changed. */
package dev.rune.daemon.keys;
