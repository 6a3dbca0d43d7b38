package dev.rune.cli.command;

import dev.rune.cli.api.Paths;
import dev.rune.cli.json.Json;
import dev.rune.cli.term.Table;
import dev.rune.cli.term.Times;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Secrets or configmaps, without values. */
final class ContentListing implements Listing {
    private final ContentType type;

    ContentListing(ContentType type) {
        this.type = type;
    }

    @Override
    public String word() {
        return type.word();
    }

    @Override
    public boolean namespaced() {
        return true;
    }

    @Override
    public List<Json> fetch(Session session, Selection selection) {
        Paths paths = selection.allNamespaces()
                ? Paths.of(type.path())
                : Paths.in(selection.namespace(), type.path());
        return session.api().get(paths.toString()).items();
    }

    @Override
    public Table table(List<Json> contents, boolean wide, boolean withNamespace, long now) {
        String[] headings = wide
                ? new String[]{"NAME", "KEYS", "VERSION", "AGE", "CHANGED", "USED BY"}
                : new String[]{"NAME", "KEYS", "VERSION", "AGE"};
        Table table = new Table(withNamespace ? before("NAMESPACE", headings) : headings);
        for (Json content : contents) {
            String[] cells = {content.text("name"), Integer.toString(content.at("keys").items().size()),
                    content.text("version"), Times.age(content.text("createdAt"), now)};
            if (wide) {
                cells = new String[]{cells[0], cells[1], cells[2], cells[3], Times.age(content.text("changedAt"), now),
                        String.join(",", content.at("usedBy").items().stream().map(Json::text).toList())};
            }
            table.row(withNamespace ? before(content.text("namespace"), cells) : cells);
        }
        return table;
    }

    private static String[] before(String first, String[] others) {
        String[] all = new String[others.length + 1];
        all[0] = first;
        System.arraycopy(others, 0, all, 1, others.length);
        return all;
    }

    /** A configmap's YAML is a castfile document; nobody has the values of a secret, so its own is no such. */
    @Override
    public String document(Session session, String namespace, String name, Output output) {
        Paths path = Paths.in(namespace, type.path(), name);
        return type == ContentType.CONFIGMAP && output == Output.YAML
                ? new String(session.api().text(path.toString(), "application/yaml"), StandardCharsets.UTF_8)
                : output.document(session.api().get(path.toString()));
    }
}
