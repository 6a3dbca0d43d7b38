/** What {@code runed} can be told: by flags, by the environment, by the runefile, in this order. */
package dev.rune.daemon.config;
