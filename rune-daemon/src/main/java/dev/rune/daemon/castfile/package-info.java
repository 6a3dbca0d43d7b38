/**
 * Castfiles: YAML read into trees whose every part knows its line and column, and trees written as YAML and JSON.
 */
package dev.rune.daemon.castfile;
