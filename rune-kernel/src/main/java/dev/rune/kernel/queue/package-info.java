/** Which services are to be looked at: keys only, serial for each key, never lost. */
package dev.rune.kernel.queue;
