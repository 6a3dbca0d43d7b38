package dev.rune.cli.command;

import dev.rune.cli.api.ApiProblem;
import dev.rune.cli.api.Paths;
import dev.rune.cli.api.Response;
import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.json.Json;
import dev.rune.cli.term.Console;
import dev.rune.cli.term.LogLines;
import dev.rune.cli.term.LogPrinter;
import dev.rune.cli.term.Times;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rune logs}. */
final class LogsCommand implements Command {
    private static final String DEFAULT_TAIL = "100";

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.command(this, "logs", "Show what a service's instances, or one instance, wrote.",
                "Lines of several instances are merged by time and prefixed by the instance.")
                .addOption(Options.flag(
                        "Go on with what is written, over replacements of instances, until the service is deleted.",
                        "-f", "--follow"))
                .addOption(Options.value("N", "Only the last lines (default: 100); 0 is all.", "--tail"))
                .addOption(Options.value("WHEN", "Only lines since a time, or for a duration such as 10m.", "--since"))
                .addOption(Options.value("WHEN", "Only lines until then.", "--until"))
                .addOption(Options.value("PATTERN", "Only lines in which this regular expression is found.", "--grep"))
                .addOption(Options.flag("Show the time of each line.", "--timestamps"))
                .addOption(Options.flag("Of the instances that ran before the ones that are there now.", "-p",
                        "--previous"))
                .addPositional(Options.words("1..*", "NAME", "A service or an instance."));
        return Options.examples(spec, "rune logs api", "rune logs api -f --tail 10",
                "rune logs api --since 10m --grep 'ERROR|WARN'",
                "rune logs api-7f3k1 -p", "rune logs api -o json --tail 0");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        String name = arguments.word("NAME");
        boolean follow = arguments.flag("--follow");
        Output output = session.output();
        if (output == Output.YAML || output == Output.NAME) {
            throw Failure.usage("log lines are printed as text or with -o json");
        }
        Paths path = Paths.in(session.namespace(), "logs", name)
                .with("tail",
                        String.valueOf(Arguments.number("--tail", arguments.value("--tail").orElse(DEFAULT_TAIL))));
        arguments.value("--since").ifPresent(text -> path.with("since", when("--since", text, session)));
        arguments.value("--until").ifPresent(text -> path.with("until", when("--until", text, session)));
        arguments.value("--grep").ifPresent(pattern -> path.with("grep", pattern));
        path.when(follow, "follow").when(arguments.flag("--previous"), "previous");
        // A follower waits for lines as long as it takes; a reader of what is there does not.
        try (Response response = session.api().open(path.toString(), "application/x-ndjson", follow ? 0 : 60_000)) {
            return output == Output.JSON
                    ? raw(response, session.console())
                    : print(response, session, name, arguments.flag("--timestamps"));
        }
    }

    /** A time as it is typed, or the time so long ago, in RFC 3339. */
    private static String when(String option, String text, Session session) {
        if (text.indexOf('-') < 0) {
            try {
                return Instant.ofEpochMilli(session.now()).minus(Times.duration(option, text)).toString();
            } catch (Failure e) {
                throw neither(option, text);
            }
        }
        try {
            return OffsetDateTime.parse(text).toInstant().toString();
        } catch (DateTimeParseException e) {
            throw neither(option, text);
        }
    }

    private static Failure neither(String option, String text) {
        return Failure
                .usage(option + " '" + text + "' is neither a duration like 10m nor a time like 2026-01-02T03:04:05Z");
    }

    private static int raw(Response response, Console console) throws IOException {
        byte[] part = new byte[64 * 1024];
        for (int count = response.read(part, 0, part.length); count >= 0; count = response.read(part, 0, part.length)) {
            console.out().write(part, 0, count);
            if (console.out().checkError()) {
                return ExitCode.BROKEN_PIPE;
            }
        }
        return ExitCode.OK;
    }

    private static int print(Response response, Session session, String name, boolean timestamps) throws IOException {
        Console console = session.console();
        LogPrinter printer = new LogPrinter(console.colours(), timestamps, severalInstances(session, name));
        LogLines lines = new LogLines(response);
        for (Json line = lines.next(); line.present(); line = lines.next()) {
            if (printer.isNew(line) && severalInstances(session, name)) {
                printer.prefix();
            }
            console.print(printer.format(line));
            if (!lines.hasMore() && !console.flush()) {
                return ExitCode.BROKEN_PIPE;
            }
        }
        return ExitCode.OK;
    }

    /** Whether a name means more than one place for an instance; those that follow each other in one place are one story. */
    private static boolean severalInstances(Session session, String name) {
        Set<Long> slots = new HashSet<>();
        try {
            String path = Paths.in(session.namespace(), "instances").with("service", name).when(true, "ended")
                    .toString();
            for (Json instance : session.api().get(path).items()) {
                slots.add(instance.number("slot", 0));
            }
        } catch (ApiProblem e) {
            // An instance's name, or a service that is deleted by now.
            return false;
        }
        return slots.size() > 1;
    }
}
