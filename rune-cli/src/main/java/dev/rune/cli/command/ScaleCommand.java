package dev.rune.cli.command;

import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rune scale}. */
final class ScaleCommand implements Command {
    private static final String MODE = "--mode";
    private static final String STEP = "--step";
    private static final String INTERVAL = "--interval";
    private static final String ROLLBACK = "--rollback-on-fail";
    private static final String CANCEL = "--cancel";
    /** As many as a castfile may ask for. */
    private static final int MOST = 10_000;

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options
                .command(this, "scale", "Change how many instances of a service run, and wait until they are ready.",
                        "A scale of 0 stops the service and keeps it. runed carries it out, whether or not somebody"
                                + " waits; a newer scale, stop, restart or cast takes its place.")
                .addOption(Options.value("MODE",
                        "immediate: all at once; gradual: in steps, each healthy before the next (default: immediate).",
                        MODE))
                .addOption(Options.value("N", "Instances added or removed with each step (default: 1).", STEP))
                .addOption(Options.value("DURATION", "Time between two steps, such as 30s or 1m (default: 30s).",
                        INTERVAL))
                .addOption(Options.truth("Go back to the scale before when a step fails (default: true).", ROLLBACK))
                .addOption(Options.flag("End the scale that goes on; the service keeps the count it has come to.",
                        CANCEL))
                .addPositional(Options.words("1..*", "NAME N", "The service and how many instances it shall have."));
        return Options.examples(Options.waiting(spec), "rune scale api 5", "rune scale api 0",
                "rune scale api 5 --no-wait", "rune scale api 10 --mode=gradual --step=2 --interval=30s",
                "rune scale api 10 --rollback-on-fail=false", "rune scale api --cancel");
    }

    @Override
    public int run(Arguments arguments, Session session) {
        List<String> words = arguments.words();
        Change change = new Change(session, Waiting.of(arguments));
        if (arguments.flag(CANCEL)) {
            change.ask(arguments.word("NAME"), "scale/cancel", Json.object(), "scale cancelled", "scale cancelled");
        } else if (words.size() != 2) {
            throw Failure.usage(words.size() < 2
                    ? "how many instances shall '" + words.get(0) + "' have? A number is missing"
                    : "'" + words.get(2) + "' is one word too many: NAME and N are expected");
        } else {
            int replicas = Arguments.number("the scale", words.get(1), MOST);
            change.ask(words.get(0), "scale", body(arguments, replicas), "scaling to " + replicas,
                    "scaled to " + replicas);
        }
        change.finish();
        return ExitCode.OK;
    }

    /** What is not said is left to the daemon. */
    private static Json body(Arguments arguments, int replicas) {
        String mode = arguments.value(MODE).orElse("immediate");
        if (!mode.equals("immediate") && !mode.equals("gradual")) {
            throw Failure.usage(MODE + " '" + mode + "' is neither immediate nor gradual");
        }
        boolean gradual = mode.equals("gradual");
        for (String option : List.of(STEP, INTERVAL)) {
            if (!gradual && arguments.value(option).isPresent()) {
                throw Failure.usage(option + " belongs to --mode=gradual");
            }
        }
        Json body = Json.object("replicas", replicas);
        if (gradual) {
            body = body.with("mode", mode);
        }
        Optional<String> step = arguments.value(STEP);
        if (step.isPresent()) {
            body = body.with("step", step(step.get()));
        }
        if (arguments.value(INTERVAL).isPresent()) {
            body = body.with("intervalMillis", arguments.duration(INTERVAL, Duration.ZERO).toMillis());
        }
        return arguments.truth(ROLLBACK, true) ? body : body.with("rollbackOnFail", false);
    }

    private static int step(String text) {
        int step = Arguments.number(STEP, text);
        if (step == 0) {
            throw Failure.usage(STEP + " 0 would lead nowhere: it must be 1 or more");
        }
        return step;
    }
}
