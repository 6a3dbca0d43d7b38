package dev.rune.cli.command;

import dev.rune.cli.api.Paths;
import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.follow.Target;
import dev.rune.cli.json.Json;
import dev.rune.cli.term.Console;
import dev.rune.cli.term.Table;
import dev.rune.cli.term.Times;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rune rollout}. */
final class RolloutCommands implements Word {
    @Override
    public CommandSpec spec() {
        return Options.command(null, "rollout", "Look at what changes a service, let it rest, go on or go back.")
                .addSubcommand("status", new Status().spec()).addSubcommand("history", new History().spec())
                .addSubcommand("undo", new Undo().spec())
                .addSubcommand("pause", new Rest("pause", "pausing", "paused",
                        "Let a scale or an update that goes on rest: no further step, no further replacement.").spec())
                .addSubcommand("resume", new Rest("resume", "resuming", "resumed",
                        "Let a scale or an update that rests go on, and wait until it is done.").spec());
    }

    /** {@code rune rollout status}. */
    private static final class Status implements Command {
        @Override
        public CommandSpec spec() {
            CommandSpec spec = Options.command(this, "status", "Show what changes a service and how far it is.")
                    .addOption(Options.flag("Wait until it is done.", "--wait"))
                    .addOption(Options.value("DURATION", "With --wait, how long (default: 5m).", Options.TIMEOUT))
                    .addPositional(Options.words("1..*", "NAME", "The service."));
            return Options.examples(spec, "rune rollout status api", "rune rollout status api --wait");
        }

        @Override
        public int run(Arguments arguments, Session session) {
            String name = arguments.word("NAME");
            Json status = session.api().get(Paths.in(session.namespace(), "services", name).toString()).at("status");
            Json rollout = status.at("rollout");
            if (arguments.flag("--wait")) {
                new Waiting(true, arguments.duration(Options.TIMEOUT, Waiting.DEFAULT)).until(session,
                        List.of(Target.reaching(session.namespace(), name, status.number("generation", 0))),
                        session.output() == Output.JSON);
                return ExitCode.OK;
            }
            Console console = session.console();
            if (session.output() == Output.JSON || session.output() == Output.YAML) {
                console.out().print(session.output().document(rollout));
            } else {
                print(name, status, rollout, console, session.now());
            }
            return ExitCode.OK;
        }

        private static void print(String name, Json status, Json rollout, Console console, long now) {
            console.print("service/" + name + " " + console.colours().status(rollout.text("state")) + ": "
                    + rollout.text("reason") + ", " + rollout.text("mode") + ", begun "
                    + Times.age(rollout.text("startedAt"), now) + " ago as generation " + rollout.text("generation"));
            if (rollout.text("mode").equals("gradual")) {
                console.print("  from " + rollout.text("from") + " to " + rollout.text("to") + " by "
                        + rollout.text("step") + " every " + rollout.text("interval") + ", at step "
                        + rollout.text("currentStep") + " of " + rollout.text("steps") + " with "
                        + rollout.text("current"));
            }
            console.print("  " + status.text("readyReplicas") + " of " + status.text("desiredReplicas") + " ready, "
                    + rollout.text("updated") + " of the latest version, " + rollout.text("outdated")
                    + " of an earlier one");
            if (!rollout.text("message").isEmpty()) {
                console.print("  " + rollout.text("message").lines().findFirst().orElse(""));
            }
        }
    }

    /** {@code rune rollout history}. */
    private static final class History implements Command {
        @Override
        public CommandSpec spec() {
            CommandSpec spec = Options
                    .command(this, "history", "Show what changed a service, and the versions it can go back to.")
                    .addPositional(Options.words("1..*", "NAME", "The service."));
            return Options.examples(spec, "rune rollout history api");
        }

        @Override
        public int run(Arguments arguments, Session session) {
            String name = arguments.word("NAME");
            Output output = session.output();
            Json rollout = session.api().get(Paths.in(session.namespace(), "services", name).toString()).at("status")
                    .at("rollout");
            Json revisions = session.api()
                    .get(Paths.in(session.namespace(), "services", name, "rollout", "revisions").toString());
            Console console = session.console();
            if (output == Output.JSON || output == Output.YAML) {
                console.out().print(output.document(
                        Json.object("operations", rollout.at("history"), "revisions", revisions)));
                return ExitCode.OK;
            }
            operations(rollout.items("history"), session.now()).print(console.out(), console.colours());
            console.print("");
            revisions(revisions.items(), session.now()).print(console.out(), console.colours());
            return ExitCode.OK;
        }

        private static Table operations(List<Json> operations, long now) {
            Table table = new Table("GENERATION", "MODE", "FROM", "TO", "STATE", "AGE", "REASON", "MESSAGE");
            for (Json operation : operations) {
                table.row(operation.text("generation"), operation.text("mode"), operation.text("from"),
                        operation.text("to"), operation.text("state"), Times.age(operation.text("startedAt"), now),
                        firstLine(operation.text("reason")), firstLine(operation.text("message")));
            }
            return table;
        }

        private static Table revisions(List<Json> revisions, long now) {
            Table table = new Table("REVISION", "VERSION", "AGE", "STATE", "REASON", "");
            for (Json revision : revisions) {
                table.row(revision.text("revision"), revision.text("template"),
                        Times.age(revision.text("at"), now), revision.text("state"),
                        firstLine(revision.text("reason")), revision.flag("current") ? "current" : "");
            }
            return table;
        }

        private static String firstLine(String text) {
            return text.lines().findFirst().orElse("");
        }
    }

    /** {@code rune rollout undo}. */
    private static final class Undo implements Command {
        @Override
        public CommandSpec spec() {
            CommandSpec spec = Options.command(this, "undo", "Bring the version before back, and wait until it runs.")
                    .addOption(Options.value("N", "The revision to go back to; see 'rune rollout history'.",
                            "--to-revision"))
                    .addPositional(Options.words("1..*", "NAME", "The service."));
            return Options.examples(Options.waiting(spec), "rune rollout undo api",
                    "rune rollout undo api --to-revision 3");
        }

        @Override
        public int run(Arguments arguments, Session session) {
            Optional<String> revision = arguments.value("--to-revision");
            Json body = revision.isPresent()
                    ? Json.object("revision", Arguments.number("--to-revision", revision.get()))
                    : Json.object();
            Change change = new Change(session, Waiting.of(arguments));
            change.ask(arguments.word("NAME"), "rollout/undo", body, "going back", "went back");
            change.finish();
            return ExitCode.OK;
        }
    }

    /** {@code rune rollout pause} and {@code resume}. */
    private static final class Rest implements Command {
        private final String verb;
        private final String doing;
        private final String done;
        private final String description;

        Rest(String verb, String doing, String done, String description) {
            this.verb = verb;
            this.doing = doing;
            this.done = done;
            this.description = description;
        }

        @Override
        public CommandSpec spec() {
            CommandSpec spec = Options.command(this, verb, description)
                    .addPositional(Options.words("1..*", "NAME", "The service."));
            return Options.examples(verb.equals("pause") ? spec : Options.waiting(spec),
                    "rune rollout " + verb + " api");
        }

        @Override
        public int run(Arguments arguments, Session session) {
            String name = arguments.word("NAME");
            String namespace = session.namespace();
            boolean pause = verb.equals("pause");
            Waiting waiting = pause ? new Waiting(false, Waiting.DEFAULT) : Waiting.of(arguments);
            session.api().post(Paths.in(namespace, "services", name, "rollout", verb).toString(), Json.object());
            boolean json = session.output() == Output.JSON && waiting.wanted();
            if (waiting.wanted()) {
                // What goes on is known by the generation that began it.
                Json rollout = session.api().get(Paths.in(namespace, "services", name).toString()).at("status")
                        .at("rollout");
                waiting.until(session, List.of(Target.reaching(namespace, name, rollout.number("generation", 0))),
                        json);
            }
            if (!json) {
                session.console().print("service/" + name + " " + (pause || waiting.wanted() ? done : doing));
            }
            return ExitCode.OK;
        }
    }
}
