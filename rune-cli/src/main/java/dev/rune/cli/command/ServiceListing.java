package dev.rune.cli.command;

import dev.rune.cli.api.Paths;
import dev.rune.cli.json.Json;
import dev.rune.cli.term.Table;
import dev.rune.cli.term.Times;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Services. */
final class ServiceListing implements Listing {
    @Override
    public String word() {
        return "service";
    }

    @Override
    public boolean namespaced() {
        return true;
    }

    @Override
    public List<Json> fetch(Session session, Selection selection) {
        Paths path = selection.allNamespaces() ? Paths.of("services") : Paths.in(selection.namespace(), "services");
        List<Json> services = new ArrayList<>();
        for (Json service : session.api().get(path.toString()).items()) {
            if (selection.labels().match(service)) {
                services.add(service);
            }
        }
        return services;
    }

    @Override
    public Table table(List<Json> services, boolean wide, boolean namespaces, long now) {
        List<String> headings = new ArrayList<>(
                List.of("NAME", "TYPE", "STATUS", "INSTANCES", "EXTERNAL", "GENERATION", "AGE"));
        if (namespaces) {
            headings.add(0, "NAMESPACE");
        }
        if (wide) {
            headings.addAll(List.of("ROLLOUT", "LABELS", "MESSAGE"));
        }
        Table table = new Table(headings.toArray(String[]::new));
        for (Json service : services) {
            table.row(row(service, wide, namespaces, now));
        }
        return table;
    }

    private static String[] row(Json service, boolean wide, boolean namespaces, long now) {
        Json status = service.at("status");
        List<String> cells = new ArrayList<>();
        if (namespaces) {
            cells.add(service.text("namespace"));
        }
        cells.add(service.text("name"));
        cells.add(service.text("type"));
        cells.add(status.text("phase"));
        cells.add(status.text("readyReplicas") + "/" + status.text("desiredReplicas"));
        cells.add(service.text("external"));
        cells.add(status.text("generation"));
        cells.add(Times.age(service.text("createdAt"), now));
        if (wide) {
            cells.add(rollout(status.at("rollout").text("state")));
            cells.add(labels(service.at("labels")));
            cells.add(status.text("message"));
        }
        return cells.toArray(String[]::new);
    }

    /** {@code Complete} for {@code COMPLETE}. */
    private static String rollout(String state) {
        return state.isEmpty() ? state : state.charAt(0) + state.substring(1).toLowerCase(java.util.Locale.ROOT);
    }

    private static String labels(Json labels) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, Json> label : labels.fields().entrySet()) {
            text.append(text.isEmpty() ? "" : ",").append(label.getKey()).append('=').append(label.getValue().text());
        }
        return text.toString();
    }

    /** The castfile and the status; the YAML is the daemon's own, word by word. */
    @Override
    public String document(Session session, String namespace, String name, Output output) {
        String path = Paths.in(namespace, "services", name).toString();
        return output == Output.YAML
                ? new String(session.api().text(path, "application/yaml"), StandardCharsets.UTF_8)
                : output.document(session.api().get(path));
    }

    /** Those of {@code objects} whose services have the labels of the selection: what belongs to a service has its labels. */
    static List<Json> ofMatching(List<Json> objects, Session session, Selection selection) {
        Set<String> services = new HashSet<>();
        for (Json service : new ServiceListing().fetch(session, selection)) {
            services.add(service.text("namespace") + "/" + service.text("name"));
        }
        List<Json> matching = new ArrayList<>();
        for (Json object : objects) {
            if (services.contains(object.text("namespace") + "/" + object.text("service"))) {
                matching.add(object);
            }
        }
        return matching;
    }
}
