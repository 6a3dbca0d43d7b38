/** The front door of the host. */
package dev.rune.plugin.expose;
