/** The mount handlers {@code secret} and {@code config}. */
package dev.rune.plugin.mounts;
