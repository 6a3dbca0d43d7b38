/** Asks instances whether they are well: schedules attempts, counts against thresholds, nudges the loop. */
package dev.rune.kernel.health;
