/**
 * The data directory and the embedded store in it: SQLite, one writer, and damage found instead of guessed over.
 */
package dev.rune.daemon.store;
