package dev.rune.cli.command;

import dev.rune.cli.json.Json;
import dev.rune.cli.term.Nearest;
import dev.rune.cli.term.Table;
import java.util.List;
import java.util.Optional;

/** A type that {@code rune get} shows: where its objects come from and how they look. */
interface Listing {
    /** The words of all types, with their short forms. */
    List<String> WORDS = List.of("services", "service", "svc", "instances", "instance", "inst", "namespaces",
            "namespace", "ns", "secrets", "secret", "configs", "config", "configmaps", "configmap", "cm",
            "routes", "route", "plugins", "plugin", "events", "event");

    /**
     * What is asked for.
     *
     * @param allNamespaces whether of all namespaces
     * @param namespace     else the one
     * @param labels        what their labels have to be
     * @param ended         whether instances that have ended are asked for too
     */
    record Selection(boolean allNamespaces, String namespace, Labels labels, boolean ended) {}

    /** The type's word for one object: {@code service}. */
    String word();

    /** All objects of the selection. */
    List<Json> fetch(Session session, Selection selection);

    /** The name of one object. */
    default String name(Json object) {
        return object.text("name");
    }

    /** Whether its objects live in namespaces. */
    default boolean namespaced() {
        return false;
    }

    /** A table of objects, without those columns that tell the namespace. */
    Table table(List<Json> objects, boolean wide, boolean namespaces, long now);

    /** One object as JSON or YAML, by its name. */
    default String document(Session session, String namespace, String name, Output output) {
        Selection selection = new Selection(false, namespace, Labels.ANY, true);
        List<Json> objects = fetch(session, selection);
        return output.document(named(objects, name, selection));
    }

    /** The object of that name, or a failure that names the nearest. */
    default Json named(List<Json> objects, String name, Selection selection) {
        for (Json object : objects) {
            if (name(object).equals(name)) {
                return object;
            }
        }
        throw new dev.rune.cli.exit.Failure(dev.rune.cli.exit.ExitCode.NOT_FOUND,
                "there is no " + word() + " '" + name + "'"
                        + (namespaced() ? " in namespace " + selection.namespace() : "")
                        + Nearest.hint(name, objects.stream().map(this::name).toList()));
    }

    /** The type of that word. */
    static Optional<Listing> of(String word) {
        return Optional.ofNullable(switch (word) {
            case "services", "service", "svc" -> new ServiceListing();
            case "instances", "instance", "inst" -> new InstanceListing();
            case "namespaces", "namespace", "ns" -> new NamespaceListing();
            case "routes", "route" -> new RouteListing();
            case "plugins", "plugin" -> new PluginListing();
            case "events", "event" -> new EventListing();
            default -> ContentType.of(word).map(ContentListing::new).orElse(null);
        });
    }
}
