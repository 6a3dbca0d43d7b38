/** Plugins that were installed into the data directory: where they lie, how they get there and go again. */
package dev.rune.daemon.plugin;
