/** Files of the daemon, and what goes wrong with them. */
package dev.rune.daemon.file;
