package dev.rune.cli.command;

import dev.rune.cli.api.Paths;
import dev.rune.cli.json.Json;
import dev.rune.cli.term.Table;
import java.util.ArrayList;
import java.util.List;

/** The ways from outside to exposed services. A route has the name and the labels of its service. */
final class RouteListing implements Listing {
    @Override
    public String word() {
        return "route";
    }

    @Override
    public boolean namespaced() {
        return true;
    }

    @Override
    public String name(Json route) {
        return route.text("service");
    }

    @Override
    public List<Json> fetch(Session session, Selection selection) {
        Paths path = selection.allNamespaces() ? Paths.of("routes") : Paths.in(selection.namespace(), "routes");
        List<Json> routes = session.api().get(path.toString()).items();
        return selection.labels() == Labels.ANY ? routes : ServiceListing.ofMatching(routes, session, selection);
    }

    @Override
    public Table table(List<Json> routes, boolean wide, boolean namespaces, long now) {
        boolean messages = wide || routes.stream().anyMatch(route -> !route.text("message").isEmpty());
        List<String> headings = new ArrayList<>(List.of("HOST", "PATH", "SERVICE", "PORT", "READY", "IN-FLIGHT",
                "REQUESTS", "ERRORS", "P50", "P99"));
        if (namespaces) {
            headings.add(0, "NAMESPACE");
        }
        if (messages) {
            headings.add("MESSAGE");
        }
        Table table = new Table(headings.toArray(String[]::new));
        for (Json route : routes) {
            List<String> cells = new ArrayList<>();
            if (namespaces) {
                cells.add(route.text("namespace"));
            }
            cells.addAll(List.of(route.text("host"), route.text("path"), route.text("service"), route.text("port"),
                    route.text("ready"), route.text("inFlight"), route.text("requests"), route.text("errors"),
                    time(route.text("p50Micros")), time(route.text("p99Micros"))));
            if (messages) {
                cells.add(route.text("message"));
            }
            table.row(cells.toArray(String[]::new));
        }
        return table;
    }

    /** Two or three figures and a unit: {@code 0.85ms}, {@code 12ms}, {@code 1.2s}; {@code -} for none. */
    static String time(String micros) {
        if (micros.isEmpty()) {
            return "-";
        }
        long time = Long.parseLong(micros);
        if (time < 10_000) {
            return decimal(time / 10, 100) + "ms";
        }
        return time < 1_000_000 ? time / 1000 + "ms" : decimal(time / 100_000, 10) + "s";
    }

    private static String decimal(long value, int unit) {
        String rest = Long.toString(value % unit + unit).substring(1);
        return value / unit + "." + rest;
    }
}
