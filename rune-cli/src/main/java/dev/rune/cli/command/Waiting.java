package dev.rune.cli.command;

import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import java.time.Duration;
import java.util.List;

/**
 * Whether a command waits for what it began, and how long.
 *
 * @param wanted  whether it waits
 * @param timeout how long at most
 */
record Waiting(boolean wanted, Duration timeout) {
    private static final Duration DEFAULT = Duration.ofMinutes(5);

    static Waiting of(Arguments arguments) {
        boolean detached = arguments.flag("--no-wait");
        if (detached && arguments.flag("--wait")) {
            throw Failure.usage("--wait and --no-wait exclude each other");
        }
        return new Waiting(!detached, arguments.duration(Options.TIMEOUT, DEFAULT));
    }

    int untilThere(Session session, List<Target> targets) {
        return ExitCode.OK;
    }
}
