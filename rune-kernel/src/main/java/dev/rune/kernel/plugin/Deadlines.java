package dev.rune.kernel.plugin;

import java.time.Duration;

/**
 * How long the host waits for a plugin's answers.
 *
 * @param load    making a plugin's providers and asking them what they are
 * @param make    making a runner, probe, exposure or mount handler
 * @param quick   questions that touch nothing: checks of a workload, the port of a probe, hints, signals, usage, closing
 * @param list    listing instances
 * @param start   starting an instance
 * @param prepare making ready what starting needs, such as an image
 * @param beyond  stopping, on top of the grace period
 * @param remove  forgetting an instance
 * @param open    opening logs or a command
 * @param probe   an attempt of a probe, on top of its own timeout
 * @param mount   making files or routes
 */
record Deadlines(Duration load, Duration make, Duration quick, Duration list, Duration start, Duration prepare,
        Duration beyond,
        Duration remove, Duration open, Duration probe, Duration mount) {
    /** Those of a daemon. */
    static final Deadlines STANDARD = new Deadlines(Duration.ofSeconds(30), Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60), Duration.ofMinutes(30), Duration.ofSeconds(30), Duration.ofSeconds(30),
            Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofSeconds(30));
}
