package dev.rune.daemon.http;

import dev.rune.kernel.section.Field;
import dev.rune.kernel.spi.host.TypeView;
import java.util.ArrayList;
import java.util.List;

/** Plugins and the type words that they bring. They get here by who owns the data directory, not over the network. */
final class PluginRoutes {
    private static final Shape<Key> KEY = Shape.<Key>named("TypeField", "A key of the section of a type word.")
            .text("path", Key::path)
            .text("type", key -> key.field().type())
            .flag("required", key -> key.field().required())
            .maybeText("default", key -> key.field().byDefault())
            .texts("allowed", key -> key.field().allowed())
            .text("doc", key -> key.field().doc());

    private static final Shape<TypeView> TYPE = Shape.<TypeView>named("Type", "A type word that castfiles may use.")
            .text("kind", new Schema.Word(List.of("exposure", "mount", "probe", "runner")), TypeView::kind)
            .text("type", TypeView::type)
            .text("plugin", TypeView::plugin)
            .text("version", TypeView::version)
            .flag("works", TypeView::works)
            .text("stability", new Schema.Word(List.of("stable", "evolving")), TypeView::stability)
            .text("usage", TypeView::usage)
            .text("doc", TypeView::doc)
            .texts("capabilities", TypeView::capabilities)
            .list("fields", KEY, view -> keys("", view.fields()))
            .texts("usedBy", view -> view.usedBy().stream()
                    .map(service -> service.namespace() + "/" + service.name()).toList());

    /**
     * A key of a section.
     *
     * @param path the keys that lead to it
     */
    private record Key(String path, Field field) {}

    private final Backend backend;

    PluginRoutes(Backend backend) {
        this.backend = backend;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/plugins", "Every plugin directory and what became of it.")
                        .answers(200, "The plugins.", Route.JSON, () -> Documents.PLUGIN.schema().list())
                        .by(request -> Reply.jsonList(request, Documents.PLUGIN, backend.kernel().plugins())),
                Route.get("/v1/types", "Every type word that castfiles may use.")
                        .answers(200, "By kind and word.", Route.JSON, () -> TYPE.schema().list())
                        .by(request -> Reply.jsonList(request, TYPE, backend.kernel().types())));
    }

    private static List<Key> keys(String above, List<Field> fields) {
        List<Key> keys = new ArrayList<>();
        for (Field field : fields) {
            keys.add(new Key(above + field.key(), field));
            keys.addAll(keys(above + field.key() + ".", field.fields()));
        }
        return keys;
    }
}
