package dev.rune.cli.command;

import dev.rune.cli.api.ApiProblem;
import dev.rune.cli.api.Paths;
import dev.rune.cli.command.CastFiles.CastFile;
import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.json.Json;
import dev.rune.cli.term.Console;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rune cast}. */
final class CastCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.command(this, "cast", "Apply castfiles: create and change services, and wait until they run.",
                "All of a cast is accepted or none of it. Prints what became of each object, then tells the rollout.")
                .aliases("apply")
                .addOption(Options.flag("Say what would happen and change nothing.", "--dry-run"))
                .addOption(Options.flag("Show what is different, field by field.", "--diff"))
                .addOption(Options.flag("Make the namespaces that are missing.", "--create-namespace"))
                .addOption(Options.flag("Also the castfiles in the directories below a directory.", "-r", "--recursive"))
                .addPositional(Options.words("1..*", "FILE...", "Castfiles, directories with castfiles, or - for standard input."));
        return Options.examples(Options.waiting(spec), "rune cast api.yaml", "rune cast -r services/ --dry-run --diff",
                "rune cast api.yaml --no-wait", "generate | rune cast -");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        boolean dryRun = arguments.flag("--dry-run");
        Waiting waiting = Waiting.of(arguments);
        List<CastFile> files = CastFiles.read(arguments.words(), arguments.flag("--recursive"), session.console().in());
        Json result = send(session, files, Paths.of("cast").with("namespace", session.namespace()).when(dryRun, "dryRun")
                .when(arguments.flag("--create-namespace"), "createNamespace").toString());
        print(session, result, dryRun, arguments.flag("--diff"));
        session.console().flush();
        return dryRun ? ExitCode.OK : waiting.untilThere(session, targets(result));
    }

    private static Json send(Session session, List<CastFile> files, String target) {
        List<Json> bodies = new ArrayList<>();
        for (CastFile file : files) {
            bodies.add(Json.object("name", file.name(), "content", file.content()));
        }
        try {
            return session.api().post(target, Json.object("files", Json.array(bodies)));
        } catch (ApiProblem problem) {
            if (problem.findings().isEmpty()) {
                throw problem;
            }
            Findings.print(session.console(), problem.findings(), files);
            throw new Failure(problem.code(), "");
        }
    }

    private static void print(Session session, Json result, boolean dryRun, boolean diff) {
        Console console = session.console();
        Output output = session.output();
        if (output == Output.JSON || output == Output.YAML) {
            console.out().print(output.document(result.at("objects")));
            return;
        }
        for (Json object : result.items("objects")) {
            String name = name(object);
            if (output == Output.NAME) {
                console.print(name);
                continue;
            }
            String outcome = word(object, "outcome");
            console.print(name + " " + (outcome.equals("unchanged") ? outcome : console.colours().good(outcome))
                    + (dryRun ? " (dry run)" : ""));
            if (diff) {
                changes(object, console);
            }
            if (dryRun && object.flag("replaces")) {
                console.say("  its running instances would be replaced");
            }
            for (Json note : object.items("notes")) {
                console.say("  note: " + note.text());
            }
        }
    }

    private static void changes(Json object, Console console) {
        for (Json change : object.items("changes")) {
            String before = change.text("before");
            String after = change.text("after");
            if (!before.isEmpty()) {
                console.print(console.colours().bad("  - " + change.text("path") + ": " + before));
            }
            if (!after.isEmpty()) {
                console.print(console.colours().good("  + " + change.text("path") + ": " + after));
            }
        }
    }

    private static String name(Json object) {
        return word(object, "kind") + "/" + object.text("name");
    }

    private static String word(Json object, String key) {
        return object.text(key).toLowerCase(Locale.ROOT);
    }

    private static List<Target> targets(Json result) {
        List<Target> targets = new ArrayList<>();
        for (Json object : result.items("objects")) {
            if (word(object, "kind").equals("service") && !word(object, "outcome").equals("skipped")) {
                targets.add(new Target(object.text("namespace"), object.text("name"), object.number("generation", 0)));
            }
        }
        return targets;
    }
}
