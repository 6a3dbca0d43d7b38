package dev.rune.cli.command;

import dev.rune.cli.api.Paths;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.json.Json;
import dev.rune.cli.term.Table;
import java.util.ArrayList;
import java.util.List;

/** Events. */
final class EventListing implements Listing {
    @Override
    public String word() {
        return "event";
    }

    @Override
    public boolean namespaced() {
        return true;
    }

    @Override
    public String name(Json event) {
        return event.text("sequence");
    }

    @Override
    public List<Json> fetch(Session session, Selection selection) {
        if (selection.labels() != Labels.ANY) {
            throw Failure.usage("events have no labels; -l is for services and instances");
        }
        Paths path = Paths.of("events");
        return session.api()
                .get((selection.allNamespaces() ? path : path.with("namespace", selection.namespace())).toString())
                .items();
    }

    @Override
    public Table table(List<Json> events, boolean wide, boolean namespaces, long now) {
        List<String> headings = new ArrayList<>(List.of("TIME", "SEVERITY", "REASON", "OBJECT", "MESSAGE"));
        if (namespaces) {
            headings.add(0, "NAMESPACE");
        }
        if (wide) {
            headings.add(0, "SEQUENCE");
        }
        Table table = new Table(headings.toArray(String[]::new));
        for (Json event : events) {
            List<String> cells = new ArrayList<>();
            if (wide) {
                cells.add(event.text("sequence"));
            }
            if (namespaces) {
                cells.add(event.text("namespace"));
            }
            cells.addAll(List.of(seconds(event.text("at")), severity(event), event.text("reason"), event.text("object"),
                    event.text("message")));
            table.row(cells.toArray(String[]::new));
        }
        return table;
    }

    /** A time without its fraction. */
    private static String seconds(String time) {
        int point = time.indexOf('.');
        return point < 0 ? time : time.substring(0, point) + "Z";
    }

    /** {@code Warning}, however the daemon writes it. */
    static String severity(Json event) {
        String word = event.text("severity");
        return word.isEmpty()
                ? word
                : Character.toUpperCase(word.charAt(0)) + word.substring(1).toLowerCase(java.util.Locale.ROOT);
    }
}
