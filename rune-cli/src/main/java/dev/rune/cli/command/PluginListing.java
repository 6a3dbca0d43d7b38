package dev.rune.cli.command;

import dev.rune.cli.json.Json;
import dev.rune.cli.term.Table;
import java.util.List;

/** Plugins. */
final class PluginListing implements Listing {
    @Override
    public String word() {
        return "plugin";
    }

    @Override
    public String name(Json plugin) {
        return plugin.text("id");
    }

    @Override
    public List<Json> fetch(Session session, Selection selection) {
        return session.api().get("/v1/plugins").items();
    }

    @Override
    public Table table(List<Json> plugins, boolean wide, boolean namespaces, long now) {
        Table table = wide
                ? new Table("NAME", "VERSION", "KIND", "TYPES", "STATUS", "NATIVE ACCESS", "DIRECTORY", "MESSAGE")
                : new Table("NAME", "VERSION", "KIND", "TYPES", "STATUS", "MESSAGE");
        for (Json plugin : plugins) {
            String kinds = joined(plugin.items("kinds"));
            String types = joined(plugin.items("types"));
            if (wide) {
                table.row(plugin.text("id"), plugin.text("version"), kinds, types, plugin.text("status"),
                        joined(plugin.items("nativeAccess")), plugin.text("directory"), plugin.text("message"));
            } else {
                table.row(plugin.text("id"), plugin.text("version"), kinds, types, plugin.text("status"),
                        plugin.text("message"));
            }
        }
        return table;
    }

    private static String joined(List<Json> words) {
        StringBuilder text = new StringBuilder();
        for (Json word : words) {
            text.append(text.isEmpty() ? "" : ",").append(word.text());
        }
        return text.toString();
    }
}
