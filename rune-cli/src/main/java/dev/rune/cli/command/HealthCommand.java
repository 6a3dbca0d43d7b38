package dev.rune.cli.command;

import dev.rune.cli.api.Paths;
import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.json.Json;
import dev.rune.cli.term.Console;
import dev.rune.cli.term.Table;
import dev.rune.cli.term.Times;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rune health}. */
final class HealthCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.command(this, "health", "Show how the probes of a service's instances stand.")
                .addOption(Options.flag("Show the last attempts of each probe.", "--checks"))
                .addPositional(Options.words("1..*", "NAME", "The service."));
        return Options.examples(spec, "rune health api", "rune health api --checks");
    }

    @Override
    public int run(Arguments arguments, Session session) {
        String name = arguments.word("NAME");
        Output output = session.output();
        Json probes = session.api().get(Paths.in(session.namespace(), "services", name, "health").toString());
        Console console = session.console();
        if (output == Output.JSON || output == Output.YAML) {
            console.out().print(output.document(probes));
        } else if (probes.items().isEmpty()) {
            console.say("service " + name
                    + " has no probe with an attempt: an instance without one is ready once it has been up for a second");
        } else {
            Table table = arguments.flag("--checks") ? attempts(probes.items(), session.now()) : probes(probes.items());
            table.print(console.out(), console.colours());
        }
        return ExitCode.OK;
    }

    private static Table probes(List<Json> probes) {
        Table table = new Table("INSTANCE", "PROBE", "TYPE", "PASSING", "SUCCESSES", "FAILURES", "LAST ANSWER");
        for (Json probe : probes) {
            List<Json> attempts = probe.items("attempts");
            table.row(probe.text("instance"), probe.text("role"), probe.text("type"),
                    probe.flag("passing") ? "yes" : "no",
                    probe.text("successes"), probe.text("failures"),
                    attempts.isEmpty() ? "" : firstLine(attempts.get(attempts.size() - 1).text("message")));
        }
        return table;
    }

    private static Table attempts(List<Json> probes, long now) {
        Table table = new Table("INSTANCE", "PROBE", "TYPE", "AGE", "VERDICT", "LATENCY", "ANSWER");
        for (Json probe : probes) {
            for (Json attempt : probe.items("attempts")) {
                table.row(probe.text("instance"), probe.text("role"), probe.text("type"),
                        Times.age(attempt.text("at"), now),
                        attempt.text("verdict"), attempt.text("latencyMillis") + "ms",
                        firstLine(attempt.text("message")));
            }
        }
        return table;
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
