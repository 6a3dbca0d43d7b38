/**
 * Configuration that knows where it stood: a tree with positions, and records bound to it by one schema from which
 * defaults, limits, error positions and documentation are derived.
 */
package dev.rune.kernel.section;
