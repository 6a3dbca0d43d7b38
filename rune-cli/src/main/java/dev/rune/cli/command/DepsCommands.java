package dev.rune.cli.command;

import dev.rune.cli.api.Paths;
import dev.rune.cli.command.CastFiles.CastFile;
import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.json.Json;
import dev.rune.cli.term.Console;
import dev.rune.cli.term.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rune deps}. */
final class DepsCommands implements Word {
    @Override
    public CommandSpec spec() {
        return Options.command(null, "deps", "Look at what services depend on.")
                .addSubcommand("graph", new Graph().spec()).addSubcommand("check", new Check().spec())
                .addSubcommand("validate", new Validate().spec()).addSubcommand("dependents", new Dependents().spec());
    }

    /**
     * A service, or something that one depends on.
     *
     * @param kind      {@code service}, {@code secret} or {@code configmap}
     * @param namespace where it lives
     * @param name      its name
     */
    private record Thing(String kind, String namespace, String name) {
        static Thing dependent(Json edge) {
            return new Thing("service", edge.text("serviceNamespace"), edge.text("service"));
        }

        static Thing required(Json edge) {
            return new Thing(edge.text("kind"), edge.text("namespace"), edge.text("name"));
        }

        /** As it is written in a castfile of a namespace. */
        String seenFrom(String own) {
            String local = namespace.equals(own) ? name : name + "." + namespace;
            return kind.equals("service") ? local : kind + "/" + local;
        }
    }

    private static List<Json> edges(Session session) {
        return session.api().get(Paths.of("dependencies").toString()).items();
    }

    /** The service that was named, which must be there. */
    private static Thing named(Arguments arguments, Session session) {
        Thing service = new Thing("service", session.namespace(), arguments.word("NAME"));
        session.api().get(Paths.in(service.namespace(), "services", service.name()).toString());
        return service;
    }

    private static List<Json> of(Thing service, List<Json> edges) {
        return edges.stream().filter(edge -> Thing.dependent(edge).equals(service)).toList();
    }

    private static String note(Json edge) {
        List<String> notes = new ArrayList<>();
        if (edge.text("kind").equals("service")) {
            notes.add(edge.text("readyWhen"));
        }
        if (edge.flag("optional")) {
            notes.add("optional");
        }
        if (edge.flag("restartWith")) {
            notes.add("restartWith");
        }
        return notes.isEmpty() ? "" : " (" + String.join(", ", notes) + ")";
    }

    /** {@code rune deps graph}. */
    private static final class Graph implements Command {
        @Override
        public CommandSpec spec() {
            CommandSpec spec = Options.command(this, "graph", "Draw what services depend on, and what that depends on.")
                    .addPositional(Options.words("0..*", "NAME", "The service; all of the namespace without one."));
            return Options.examples(spec, "rune deps graph", "rune deps graph api");
        }

        @Override
        public int run(Arguments arguments, Session session) {
            List<Json> edges = edges(session);
            Console console = session.console();
            Output output = session.output();
            List<Thing> roots = arguments.words().isEmpty()
                    ? roots(edges, session.namespace())
                    : List.of(named(arguments, session));
            if (output == Output.JSON || output == Output.YAML) {
                console.out().print(output.document(Json.array(reachable(roots, edges))));
                return ExitCode.OK;
            }
            for (Thing root : roots) {
                console.print(root.seenFrom(session.namespace()));
                draw(root, edges, "", new HashSet<>(), session);
            }
            if (roots.isEmpty()) {
                console.say("no service of namespace " + session.namespace() + " depends on anything");
            }
            return ExitCode.OK;
        }

        /** Those that depend on something and on which nobody of the namespace depends. */
        private static List<Thing> roots(List<Json> edges, String namespace) {
            Set<Thing> required = new HashSet<>();
            edges.forEach(edge -> required.add(Thing.required(edge)));
            Set<String> names = new TreeSet<>();
            edges.stream().map(Thing::dependent)
                    .filter(thing -> thing.namespace().equals(namespace) && !required.contains(thing))
                    .forEach(thing -> names.add(thing.name()));
            return names.stream().map(name -> new Thing("service", namespace, name)).toList();
        }

        private static List<Json> reachable(List<Thing> roots, List<Json> edges) {
            List<Json> found = new ArrayList<>();
            List<Thing> open = new ArrayList<>(roots);
            Set<Thing> seen = new HashSet<>(roots);
            while (!open.isEmpty()) {
                for (Json edge : of(open.remove(0), edges)) {
                    found.add(edge);
                    if (seen.add(Thing.required(edge))) {
                        open.add(Thing.required(edge));
                    }
                }
            }
            return found;
        }

        private static void draw(Thing at, List<Json> edges, String indent, Set<Thing> above, Session session) {
            above.add(at);
            List<Json> own = of(at, edges);
            for (int i = 0; i < own.size(); i++) {
                boolean last = i == own.size() - 1;
                Json edge = own.get(i);
                Thing next = Thing.required(edge);
                session.console().print(indent + (last ? "└── " : "├── ") + next.seenFrom(session.namespace())
                        + note(edge) + (edge.flag("met") ? "" : "  waiting"));
                if (!above.contains(next)) {
                    draw(next, edges, indent + (last ? "    " : "│   "), above, session);
                }
            }
            above.remove(at);
        }
    }

    /** {@code rune deps check}. */
    private static final class Check implements Command {
        @Override
        public CommandSpec spec() {
            CommandSpec spec = Options.command(this, "check", "Show whether what a service depends on is there.",
                    "Ends with 1 where something that is not optional is missing.")
                    .addPositional(Options.words("1..*", "NAME", "The service."));
            return Options.examples(spec, "rune deps check api");
        }

        @Override
        public int run(Arguments arguments, Session session) {
            Thing service = named(arguments, session);
            List<Json> own = of(service, edges(session));
            Output output = session.output();
            Console console = session.console();
            if (output == Output.JSON || output == Output.YAML) {
                console.out().print(output.document(Json.array(own)));
            } else if (own.isEmpty()) {
                console.say("service " + service.name() + " depends on nothing");
            } else {
                Table table = new Table("DEPENDENCY", "KIND", "ASKED FOR", "MET", "MESSAGE");
                for (Json edge : own) {
                    table.row(Thing.required(edge).seenFrom(service.namespace()), edge.text("kind"),
                            edge.text("kind").equals("service") ? edge.text("readyWhen") : "",
                            edge.flag("met") ? "yes" : edge.flag("optional") ? "no, optional" : "no",
                            edge.text("message"));
                }
                table.print(console.out(), console.colours());
            }
            return own.stream().allMatch(edge -> edge.flag("met") || edge.flag("optional"))
                    ? ExitCode.OK
                    : ExitCode.FAILURE;
        }
    }

    /** {@code rune deps validate}. */
    private static final class Validate implements Command {
        @Override
        public CommandSpec spec() {
            CommandSpec spec = Options
                    .command(this, "validate", "Check that what services depend on is known, and without a cycle.",
                            "A castfile is checked as a cast would, and nothing is changed.")
                    .addPositional(
                            Options.words("1..*", "FILE|NAME", "A castfile, a directory with some, or a service."));
            return Options.examples(spec, "rune deps validate api.yaml", "rune deps validate api");
        }

        @Override
        public int run(Arguments arguments, Session session) throws IOException {
            String word = arguments.word("NAME");
            if (word.equals("-") || Files.exists(Path.of(word))) {
                List<CastFile> files = CastFiles.read(List.of(word), true, session.console().in());
                Cast.send(session.api(), session.console(), files, Paths.of("cast")
                        .with("namespace", session.namespace()).with("dryRun", "true").with("createNamespace", "true")
                        .toString());
            } else {
                stored(named(arguments, session), session);
            }
            session.console().print(word + ": dependencies are valid");
            return ExitCode.OK;
        }

        /** What is there was valid when it was cast; since then something may have been deleted by force. */
        private static void stored(Thing service, Session session) {
            Set<Thing> services = new HashSet<>();
            for (Json other : session.api().get(Paths.of("services").toString()).items()) {
                services.add(new Thing("service", other.text("namespace"), other.text("name")));
            }
            List<String> missing = new ArrayList<>();
            for (Json edge : Graph.reachable(List.of(service), edges(session))) {
                Thing required = Thing.required(edge);
                boolean known = required.kind().equals("service") ? services.contains(required) : edge.flag("met");
                if (!known && !edge.flag("optional")) {
                    missing.add("service '" + edge.text("service") + "' depends on "
                            + required.seenFrom(service.namespace()) + ", which is not there");
                }
            }
            if (!missing.isEmpty()) {
                throw new Failure(ExitCode.INVALID, String.join("; ", missing));
            }
        }
    }

    /** {@code rune deps dependents}. */
    private static final class Dependents implements Command {
        @Override
        public CommandSpec spec() {
            CommandSpec spec = Options.command(this, "dependents", "Show which services depend on a service.")
                    .addPositional(Options.words("1..*", "NAME", "The service."));
            return Options.examples(spec, "rune deps dependents postgres");
        }

        @Override
        public int run(Arguments arguments, Session session) {
            Thing service = named(arguments, session);
            List<Json> edges = edges(session).stream().filter(edge -> Thing.required(edge).equals(service)).toList();
            Output output = session.output();
            Console console = session.console();
            if (output == Output.JSON || output == Output.YAML) {
                console.out().print(output.document(Json.array(edges)));
                return ExitCode.OK;
            }
            for (Json edge : edges) {
                console.print(Thing.dependent(edge).seenFrom(service.namespace()) + note(edge));
            }
            if (edges.isEmpty()) {
                console.say("nobody depends on service " + service.name());
            }
            return ExitCode.OK;
        }
    }
}
