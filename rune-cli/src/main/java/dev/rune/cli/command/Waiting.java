package dev.rune.cli.command;

import dev.rune.cli.exit.Failure;
import dev.rune.cli.follow.RolloutWait;
import dev.rune.cli.follow.Target;
import java.time.Duration;
import java.util.List;

/**
 * Whether a command waits for what it began, and how long.
 *
 * @param wanted  whether it waits
 * @param timeout how long at most
 */
record Waiting(boolean wanted, Duration timeout) {
    /** How long a command waits where nothing is said. */
    static final Duration DEFAULT = Duration.ofMinutes(5);

    static Waiting of(Arguments arguments) {
        boolean detached = arguments.flag("--no-wait");
        if (detached && arguments.flag("--wait")) {
            throw Failure.usage("--wait and --no-wait exclude each other");
        }
        return new Waiting(!detached, arguments.duration(Options.TIMEOUT, DEFAULT));
    }

    /** Waits where that is wanted and there is something to wait for. */
    void untilThere(Session session, List<Target> targets) {
        until(session, targets, false);
    }

    /** The same; with {@code json} what happens is told as lines of JSON on standard output. */
    void until(Session session, List<Target> targets, boolean json) {
        if (wanted && !targets.isEmpty()) {
            session.console().out().flush();
            new RolloutWait(session.api(), session.console(), session.clock(), json).run(targets, timeout);
        }
    }
}
