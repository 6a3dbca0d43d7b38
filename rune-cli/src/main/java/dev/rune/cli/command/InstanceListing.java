package dev.rune.cli.command;

import dev.rune.cli.api.Paths;
import dev.rune.cli.json.Json;
import dev.rune.cli.term.Table;
import dev.rune.cli.term.Times;
import java.util.ArrayList;
import java.util.List;

/** Instances. */
final class InstanceListing implements Listing {
    @Override
    public String word() {
        return "instance";
    }

    @Override
    public boolean namespaced() {
        return true;
    }

    @Override
    public String name(Json instance) {
        return instance.text("id");
    }

    @Override
    public List<Json> fetch(Session session, Selection selection) {
        Paths path = selection.allNamespaces() ? Paths.of("instances") : Paths.in(selection.namespace(), "instances");
        List<Json> instances = session.api().get(path.when(selection.ended(), "ended").toString()).items();
        return selection.labels() == Labels.ANY ? instances : ServiceListing.ofMatching(instances, session, selection);
    }

    @Override
    public Table table(List<Json> instances, boolean wide, boolean namespaces, long now) {
        List<String> headings = new ArrayList<>(
                List.of("NAME", "SERVICE", "STATE", "READY", "RESTARTS", "PID", "PORTS", "AGE"));
        if (namespaces) {
            headings.add(0, "NAMESPACE");
        }
        if (wide) {
            headings.addAll(List.of("NODE", "GENERATION", "EXIT", "NEXT ATTEMPT", "LAST FAILURE"));
        }
        Table table = new Table(headings.toArray(String[]::new));
        for (Json instance : instances) {
            table.row(row(instance, wide, namespaces, now));
        }
        return table;
    }

    private static String[] row(Json instance, boolean wide, boolean namespaces, long now) {
        List<String> cells = new ArrayList<>();
        if (namespaces) {
            cells.add(instance.text("namespace"));
        }
        cells.add(instance.text("id"));
        cells.add(instance.text("service"));
        cells.add(instance.text("state") + (instance.flag("stale") ? " (stale)" : ""));
        cells.add(instance.flag("ready") ? "yes" : "no");
        cells.add(instance.text("restartCount"));
        cells.add(instance.text("pid").isEmpty() ? shortId(instance.text("containerId")) : instance.text("pid"));
        cells.add(ports(instance.items("ports")));
        cells.add(Times.age(instance.text("startedAt"), now));
        if (wide) {
            cells.add(instance.text("node"));
            cells.add(instance.text("generation"));
            cells.add(exit(instance));
            cells.add(instance.text("nextAttemptAt"));
            cells.add(instance.text("lastFailure"));
        }
        return cells.toArray(String[]::new);
    }

    private static String shortId(String containerId) {
        return containerId.length() > 12 ? containerId.substring(0, 12) : containerId;
    }

    /** How an instance ended, in a word; empty while it lives. */
    static String exit(Json instance) {
        if (instance.flag("outOfMemory")) {
            return "out of memory";
        }
        return instance.at("signal").present() ? "signal " + instance.text("signal") : instance.text("exitCode");
    }

    /** {@code http:8080} where an instance listens at the service's port, {@code http:8080->41234} elsewhere. */
    static String ports(List<Json> ports) {
        StringBuilder text = new StringBuilder();
        for (Json port : ports) {
            text.append(text.isEmpty() ? "" : ",");
            text.append(port.text("name").isEmpty() ? "" : port.text("name") + ":").append(port.text("port"));
            if (port.at("targetPort").present() && !port.text("targetPort").equals(port.text("port"))) {
                text.append("->").append(port.text("targetPort"));
            }
        }
        return text.toString();
    }

    @Override
    public String document(Session session, String namespace, String name, Output output) {
        return output.document(session.api().get(Paths.in(namespace, "instances", name).toString()));
    }
}
