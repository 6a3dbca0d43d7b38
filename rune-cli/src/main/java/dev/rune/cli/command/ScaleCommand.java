package dev.rune.cli.command;

import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.json.Json;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rune scale}. */
final class ScaleCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options
                .command(this, "scale", "Change how many instances of a service run, and wait until they are ready.",
                        "A scale of 0 stops the service and keeps it.")
                .addPositional(Options.words("1..*", "NAME N", "The service and how many instances it shall have."));
        return Options.examples(Options.waiting(spec), "rune scale api 5", "rune scale api 0",
                "rune scale api 5 --no-wait");
    }

    @Override
    public int run(Arguments arguments, Session session) {
        List<String> words = arguments.words();
        if (words.size() != 2) {
            throw Failure.usage(words.size() < 2
                    ? "how many instances shall '" + words.get(0) + "' have? A number is missing"
                    : "'" + words.get(2) + "' is one word too many: NAME and N are expected");
        }
        int replicas = Arguments.number("the scale", words.get(1));
        Change change = new Change(session, Waiting.of(arguments));
        change.ask(words.get(0), "scale", Json.object("replicas", replicas), "scaling to " + replicas,
                "scaled to " + replicas);
        change.finish();
        return ExitCode.OK;
    }
}
