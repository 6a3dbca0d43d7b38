/** The probe {@code tcp}. */
package dev.rune.plugin.probe.tcp;
