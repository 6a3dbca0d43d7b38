package dev.rune.cli.command;

import dev.rune.cli.api.Paths;
import dev.rune.cli.command.Listing.Selection;
import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.follow.Target;
import dev.rune.cli.json.Json;
import dev.rune.cli.term.Console;
import dev.rune.cli.term.Nearest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rune delete}. */
final class DeleteCommand implements Command {
    private static final long PAUSE_NANOS = 100_000_000;

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.command(this, "delete", "Delete services, secrets, configs or namespaces.",
                "Asks first; where nobody can be asked, --yes is needed.")
                .addOption(Options.flag("Do not ask.", "-y", "--yes"))
                .addOption(Options.flag("Also what others need, and namespaces that are not empty.", "--force"))
                .addOption(Options.flag("Keep the services' logs.", "--keep-logs"))
                .addOption(Options.flag(
                        "Forget services whose runner is not there, and leave what runs of them, without the files that were mounted for it.",
                        "--abandon"))
                .addPositional(Options.words("1..*", "[TYPE] NAME...",
                        "The services; or a type, service (svc), secret, config (cm) or namespace (ns), and names of it. TYPE/NAME is the same."));
        return Options.examples(Options.waiting(spec), "rune delete api", "rune delete api web --yes",
                "rune delete namespace staging", "rune delete secret db",
                "rune delete ns/staging --force");
    }

    /** Each service after those that need it, so that nobody loses what it needs while it still runs. */
    private static List<Doomed> dependentsFirst(List<Doomed> doomed, Session session) {
        if (doomed.size() < 2 || doomed.stream().noneMatch(Doomed::service)) {
            return doomed;
        }
        List<Json> edges = session.api().get(Paths.in(session.namespace(), "dependencies").toString()).items();
        List<Doomed> ordered = new ArrayList<>();
        for (Doomed one : doomed) {
            add(one, doomed, edges, ordered);
        }
        return ordered;
    }

    private static void add(Doomed one, List<Doomed> doomed, List<Json> edges, List<Doomed> ordered) {
        if (ordered.contains(one)) {
            return;
        }
        for (Json edge : edges) {
            Doomed dependent = new Doomed(Type.SERVICE, edge.text("service"));
            boolean needs = edge.text("kind").equals("service") && edge.text("name").equals(one.name())
                    && edge.text("namespace").equals(edge.text("serviceNamespace")) && !edge.flag("optional");
            if (needs && one.service() && doomed.contains(dependent)) {
                add(dependent, doomed, edges, ordered);
            }
        }
        ordered.add(one);
    }

    /** What is to be deleted. */
    private record Doomed(Type type, String name) {
        boolean service() {
            return type == Type.SERVICE;
        }

        boolean namespace() {
            return type == Type.NAMESPACE;
        }

        Paths path(Session session) {
            return namespace()
                    ? Paths.of(type.path, name)
                    : Paths.in(session.namespace(), type.path, name);
        }

        @Override
        public String toString() {
            return type.word + "/" + name;
        }
    }

    /** What can be deleted. */
    enum Type {
        SERVICE("service", "services"), NAMESPACE("namespace", "namespaces"), SECRET("secret", "secrets"), CONFIGMAP(
                "configmap", "configmaps");

        private final String word;
        private final String path;

        Type(String word, String path) {
            this.word = word;
            this.path = path;
        }

        Listing listing() {
            return Listing.of(word).orElseThrow();
        }
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        Waiting waiting = Waiting.of(arguments);
        List<Doomed> doomed = doomed(arguments.words());
        if (arguments.flag("--abandon")) {
            refuseWhatCannotBeAbandoned(doomed, arguments);
        }
        lookAtAll(doomed, session);
        if (!arguments.flag("--yes")) {
            confirm(doomed, session);
        }
        List<Target> targets = new ArrayList<>();
        for (Doomed one : dependentsFirst(doomed, session)) {
            if (arguments.flag("--abandon")) {
                abandon(one, arguments.flag("--force"), session);
                continue;
            }
            session.api().delete(one.path(session).when(arguments.flag("--force"), "force")
                    .when(one.service() && arguments.flag("--keep-logs"), "keepLogs").toString());
            if (one.service()) {
                targets.add(Target.gone(session.namespace(), one.name()));
            }
        }
        if (arguments.flag("--abandon")) {
            return ExitCode.OK;
        }
        waiting.untilThere(session, targets);
        for (Doomed one : doomed) {
            if (one.namespace() && waiting.wanted()) {
                awaitNamespaceGone(session, one.name(), waiting);
            }
            boolean later = !waiting.wanted() && (one.service() || one.namespace());
            session.console().print(one + (later ? " deleting" : " deleted"));
        }
        return ExitCode.OK;
    }

    private static void refuseWhatCannotBeAbandoned(List<Doomed> doomed, Arguments arguments) {
        if (arguments.flag("--keep-logs")) {
            throw Failure.usage("--keep-logs does not go with --abandon: whether the logs of an abandoned service stay"
                    + " is up to its runner, which is not there");
        }
        for (Doomed one : doomed) {
            if (!one.service()) {
                throw Failure.usage("only services can be abandoned, and " + one + " is none");
            }
        }
    }

    /** Of several, none is deleted where one is not there; of one, the daemon says it. */
    private static void lookAtAll(List<Doomed> doomed, Session session) {
        if (doomed.size() < 2) {
            return;
        }
        Map<Type, List<Json>> there = new EnumMap<>(Type.class);
        for (Doomed one : doomed) {
            Listing listing = one.type().listing();
            Selection selection = new Selection(false, session.namespace(), Labels.ANY, false);
            listing.named(there.computeIfAbsent(one.type(), type -> listing.fetch(session, selection)), one.name(),
                    selection);
        }
    }

    private static void abandon(Doomed one, boolean force, Session session) {
        Json left = session.api().post(Paths.in(session.namespace(), one.type().path, one.name(), "abandon")
                .when(force, "force").toString(), Json.object());
        session.console().print(one + " abandoned");
        session.console().say("what runner '" + left.text("runner") + "' has started of it (scale "
                + left.text("scale")
                + ") may go on running, without files that were mounted for it, and runed does not know of "
                + "it any more");
    }

    private static List<Doomed> doomed(List<String> words) {
        List<Doomed> doomed = new ArrayList<>();
        boolean typed = words.size() > 1 && type(words.get(0)).isPresent();
        Type ofAll = typed ? type(words.get(0)).get() : Type.SERVICE;
        for (String word : typed ? words.subList(1, words.size()) : words) {
            int slash = word.indexOf('/');
            if (slash < 0) {
                doomed.add(new Doomed(ofAll, word));
                continue;
            }
            String type = word.substring(0, slash);
            doomed.add(new Doomed(
                    type(type).orElseThrow(() -> new Failure(ExitCode.USAGE, "'" + type + "' cannot be deleted"
                            + Nearest.hint(type, "service", "namespace", "secret", "config"),
                            "Services, secrets, configs and namespaces can.")),
                    word.substring(slash + 1)));
        }
        return doomed.stream().distinct().toList();
    }

    static Optional<Type> type(String word) {
        return switch (word) {
            case "service", "services", "svc" -> Optional.of(Type.SERVICE);
            case "namespace", "namespaces", "ns" -> Optional.of(Type.NAMESPACE);
            default -> ContentType.of(word)
                    .map(type -> type == ContentType.SECRET ? Type.SECRET : Type.CONFIGMAP);
        };
    }

    private static void confirm(List<Doomed> doomed, Session session) throws IOException {
        Console console = session.console();
        List<String> names = doomed.stream().map(Doomed::toString).toList();
        if (!console.inTerminal()) {
            throw new Failure(ExitCode.USAGE, "nobody can be asked here whether to delete " + String.join(", ", names),
                    "Say it with --yes.");
        }
        console.err().print("Delete " + String.join(", ", names)
                + (doomed.stream().allMatch(Doomed::namespace) ? "" : " in namespace " + session.namespace())
                + "? [y/N] ");
        console.err().flush();
        String answer = Prompt.line(console.in()).strip();
        if (!answer.equalsIgnoreCase("y") && !answer.equalsIgnoreCase("yes")) {
            throw new Failure(ExitCode.FAILURE, "nothing was deleted");
        }
    }

    private static void awaitNamespaceGone(Session session, String name, Waiting waiting) {
        long deadline = session.now() + waiting.timeout().toMillis();
        while (session.api().get("/v1/namespaces").items().stream().map(namespace -> namespace.text("name"))
                .anyMatch(name::equals)) {
            if (session.now() > deadline) {
                throw new Failure(ExitCode.TIMEOUT,
                        "namespace " + name + " is not gone yet: its services are still being deleted",
                        "runed goes on. See 'rune get services -n " + name + "'.");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
