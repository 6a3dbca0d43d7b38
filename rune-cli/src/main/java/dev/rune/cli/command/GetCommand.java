package dev.rune.cli.command;

import dev.rune.cli.command.Listing.Selection;
import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.json.Json;
import dev.rune.cli.term.Console;
import dev.rune.cli.term.Nearest;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rune get}. */
final class GetCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options
                .command(this, "get",
                        "Show services, instances, routes, namespaces, secrets, configs, plugins or events.")
                .addOption(Options.flag("Of all namespaces.", "-A", "--all-namespaces"))
                .addOption(Options.value("LABELS", "Only what has these labels: app=web,tier!=test,canary,!old.", "-l",
                        "--selector"))
                .addOption(Options.flag("Go on and print what changes, until Ctrl-C.", "-w", "--watch"))
                .addOption(Options.flag("Also instances that have ended.", "--all"))
                .addPositional(Options.words("1..2", "TYPE [NAME]",
                        "services (svc), instances (inst), routes, namespaces (ns), secrets, configs (cm), plugins or events; then the name of one. TYPE/NAME is the same."));
        return Options.examples(spec, "rune get services", "rune get svc -A -o wide", "rune get service api -o yaml",
                "rune get instances --all", "rune get routes -w", "rune get services -l app=web -w");
    }

    @Override
    public int run(Arguments arguments, Session session) {
        List<String> words = arguments.words();
        String type = words.get(0);
        Optional<String> name = words.size() > 1 ? Optional.of(words.get(1)) : Optional.empty();
        int slash = type.indexOf('/');
        if (slash > 0 && name.isEmpty()) {
            name = Optional.of(type.substring(slash + 1));
            type = type.substring(0, slash);
        }
        if (words.size() > 2) {
            throw Failure
                    .usage("'" + words.get(2) + "' is one word too many: one TYPE and at most one NAME are expected");
        }
        Listing listing = listing(type);
        Output output = session.output();
        boolean all = arguments.flag("--all-namespaces");
        if (all && name.isPresent()) {
            throw Failure.usage("a name belongs to one namespace: leave out -A, or name the namespace with -n");
        }
        Selection selection = new Selection(all, all || !listing.namespaced() ? "" : session.namespace(),
                Labels.parse(arguments.value("--selector")), arguments.flag("--all") || name.isPresent());
        if (arguments.flag("--watch")) {
            return new GetWatch(session, listing, selection, name, output).run();
        }
        if (name.isPresent() && (output == Output.JSON || output == Output.YAML)) {
            session.console().out().print(listing.document(session, selection.namespace(), name.get(), output));
            return ExitCode.OK;
        }
        List<Json> objects = listing.fetch(session, selection);
        if (name.isPresent()) {
            objects = List.of(listing.named(objects, name.get(), selection));
        }
        print(session, listing, selection, objects, output);
        return ExitCode.OK;
    }

    private static Listing listing(String type) {
        Optional<Listing> listing = Listing.of(type);
        if (listing.isEmpty()) {
            throw new Failure(ExitCode.USAGE, "there is no type '" + type + "'" + Nearest.hint(type, Listing.WORDS),
                    "The types are services (svc), instances (inst), routes, namespaces (ns), secrets, configs (cm), plugins and events.");
        }
        return listing.get();
    }

    /** Prints objects in the form asked for. */
    static void print(Session session, Listing listing, Selection selection, List<Json> objects, Output output) {
        Console console = session.console();
        switch (output) {
            case JSON, YAML -> console.out().print(output.document(Json.array(objects)));
            case NAME -> {
                for (Json object : objects) {
                    console.print(listing.word() + "/" + listing.name(object));
                }
            }
            default -> {
                if (objects.isEmpty()) {
                    console.say("no " + listing.word() + "s" + (listing.namespaced() && !selection.allNamespaces()
                            ? " in namespace " + selection.namespace()
                            : "")
                            + (selection.labels() == Labels.ANY ? "" : " with these labels"));
                } else {
                    listing.table(objects, output == Output.WIDE, selection.allNamespaces(), session.now())
                            .print(console.out(), console.colours());
                }
            }
        }
    }
}
