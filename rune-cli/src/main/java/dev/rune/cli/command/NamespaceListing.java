package dev.rune.cli.command;

import dev.rune.cli.json.Json;
import dev.rune.cli.term.Table;
import dev.rune.cli.term.Times;
import java.util.List;

/** Namespaces. */
final class NamespaceListing implements Listing {
    @Override
    public String word() {
        return "namespace";
    }

    @Override
    public List<Json> fetch(Session session, Selection selection) {
        return session.api().get("/v1/namespaces").items();
    }

    @Override
    public Table table(List<Json> namespaces, boolean wide, boolean withNamespace, long now) {
        Table table = new Table("NAME", "SERVICES", "AGE");
        for (Json namespace : namespaces) {
            table.row(namespace.text("name"), namespace.text("services"), Times.age(namespace.text("createdAt"), now));
        }
        return table;
    }
}
