package dev.rune.cli.command;

import dev.rune.cli.api.Api;
import dev.rune.cli.api.ApiProblem;
import dev.rune.cli.command.CastFiles.CastFile;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.follow.Target;
import dev.rune.cli.json.Json;
import dev.rune.cli.term.Console;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A cast and what became of it.
 *
 * @param result the daemon's answer
 */
record Cast(Json result) {
    /** Sends files; their faults are shown before this fails. */
    static Cast send(Api api, Console console, List<CastFile> files, String target) {
        List<Json> bodies = new ArrayList<>();
        for (CastFile file : files) {
            bodies.add(Json.object("name", file.name(), "content", file.content()));
        }
        try {
            return new Cast(api.post(target, Json.object("files", Json.array(bodies))));
        } catch (ApiProblem problem) {
            if (problem.findings().isEmpty()) {
                throw problem;
            }
            Findings.print(console, problem.findings(), files);
            throw new Failure(problem.code(), "");
        }
    }

    /** Tells what became of each object. */
    void print(Console console, Output output, boolean dryRun, boolean diff) {
        if (output == Output.JSON || output == Output.YAML) {
            console.out().print(output.document(result.at("objects")));
            return;
        }
        for (Json object : result.items("objects")) {
            if (output == Output.NAME) {
                console.print(name(object));
            } else {
                print(object, console, dryRun, diff);
            }
        }
    }

    private static void print(Json object, Console console, boolean dryRun, boolean diff) {
        String outcome = word(object, "outcome");
        console.print(name(object) + " " + (outcome.equals("unchanged") ? outcome : console.colours().good(outcome))
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

    /** The services that are to run now. */
    List<Target> services() {
        List<Target> services = new ArrayList<>();
        for (Json object : result.items("objects")) {
            if (word(object, "kind").equals("service") && !word(object, "outcome").equals("skipped")) {
                services.add(
                        Target.reaching(object.text("namespace"), object.text("name"), object.number("generation", 0)));
            }
        }
        return services;
    }

    private static String name(Json object) {
        return word(object, "kind") + "/" + object.text("name");
    }

    private static String word(Json object, String key) {
        return object.text(key).toLowerCase(Locale.ROOT);
    }
}
