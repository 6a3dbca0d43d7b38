/**
 * The plugin host: finds plugin directories, checks them, loads each into a module layer of its own, and guards every
 * call into them. Public types are for the other packages of the kernel; nothing here is exported.
 */
package dev.rune.kernel.plugin;
