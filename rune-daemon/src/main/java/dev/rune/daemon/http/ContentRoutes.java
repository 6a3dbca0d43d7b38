package dev.rune.daemon.http;

import dev.rune.daemon.castfile.YamlPrinter;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.spec.ContentKind;
import dev.rune.kernel.spec.ContentRef;
import dev.rune.kernel.spi.host.CastResult.Outcome;
import dev.rune.kernel.spi.host.ContentView;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Secrets and configmaps. No answer holds a value of a secret. */
final class ContentRoutes {
    private static final Param NAME = Param.path("name", "The secret's or configmap's name.");
    private static final Param FORCE = Param.query("force", Schemas.FLAG, "Also when services refer to it.");

    private static final Shape<ContentView> CONTENT = Shape.<ContentView>named("Content",
            "A secret or configmap without its values.")
            .text("kind", view -> view.ref().kind().word())
            .text("namespace", view -> view.ref().namespace())
            .text("name", view -> view.ref().name())
            .whole("version", ContentView::version)
            .texts("keys", ContentView::keys)
            .time("createdAt", ContentView::createdAt)
            .time("changedAt", ContentView::changedAt)
            .texts("usedBy", ContentView::usedBy);

    private static final Shape<ContentBody> REQUEST = Shape.<ContentBody>named("ContentRequest",
            "A secret or configmap to be kept: its name, its values in Base64 by key, and whether it may be there.")
            .text("name", ContentBody::name)
            .textsByName("data", _ -> Map.of())
            .flag("replace", ContentBody::replace);

    private static final Shape<Kept> KEPT = Shape.<Kept>named("ContentKept", "What became of a secret or configmap.")
            .text("outcome", kept -> kept.outcome().word())
            .object("content", CONTENT, Kept::view);

    private record Kept(Outcome outcome, ContentView view) {}

    private final Backend backend;
    private final Forgetting forgetting;

    ContentRoutes(Backend backend, Forgetting forgetting) {
        this.backend = backend;
        this.forgetting = forgetting;
    }

    List<Route> routes() {
        return Stream.of(ContentKind.values()).flatMap(this::routes).toList();
    }

    private Stream<Route> routes(ContentKind kind) {
        String word = kind.word();
        String all = "/v1/namespaces/{namespace}/" + word + "s";
        return Stream.of(
                Route.get("/v1/" + word + "s", "The " + word + "s of all namespaces, without values.")
                        .answers(200, "By namespace and name.", Route.JSON, () -> CONTENT.schema().list())
                        .by(request -> Reply.jsonList(request, CONTENT,
                                backend.kernel().contents(kind, Optional.empty()))),
                Route.get(all, "The " + word + "s of a namespace, without values.")
                        .takes(ServiceRoutes.NAMESPACE)
                        .answers(200, "By name.", Route.JSON, () -> CONTENT.schema().list())
                        .by(request -> Reply.jsonList(request, CONTENT,
                                backend.kernel().contents(kind, ServiceRoutes.NAMESPACE.text(request)))),
                Route.post(all, "Keeps a " + word + ".")
                        .takes(ServiceRoutes.NAMESPACE)
                        .body(Route.JSON, REQUEST::schema)
                        .answers(200, "Kept, on disk.", Route.JSON, KEPT::schema)
                        .by(request -> keep(request, kind)),
                Route.get(all + "/{name}", "A " + word + (kind == ContentKind.SECRET ? ", without values." : "."))
                        .takes(ServiceRoutes.NAMESPACE, NAME)
                        .answers(200, "What is known of it.", Route.JSON, CONTENT::schema)
                        .answers(200, "As a castfile document, with the values of a configmap.", Route.YAML,
                                () -> Schemas.TEXT)
                        .by(request -> show(request, kind)),
                Route.delete(all + "/{name}", "Deletes a " + word + ".")
                        .takes(ServiceRoutes.NAMESPACE, NAME, FORCE)
                        .answers(202, "It is gone.")
                        .by(request -> delete(request, kind)));
    }

    private void keep(Context request, ContentKind kind) throws IOException {
        ContentBody body = ContentBody.of(request);
        ContentRef ref = new ContentRef(kind, request.pathParam(ServiceRoutes.NAMESPACE.name()), body.name());
        Outcome outcome = backend.kernel().keepContent(ref, body.data(), body.replace());
        forgetting.soon();
        Reply.json(request, KEPT, new Kept(outcome, backend.kernel().content(ref)));
    }

    private void show(Context request, ContentKind kind) throws IOException {
        ContentRef ref = ref(request, kind);
        if (!Reply.wants(request, Route.YAML)) {
            Reply.json(request, CONTENT, backend.kernel().content(ref));
            return;
        }
        Mapping document = Mapping.of(Map.of(kind.word(), backend.kernel().document(ref)));
        Reply.send(request, 200, Route.YAML, YamlPrinter.print(document).getBytes(StandardCharsets.UTF_8));
    }

    private void delete(Context request, ContentKind kind) {
        backend.kernel().deleteContent(ref(request, kind), FORCE.flag(request));
        forgetting.soon();
        Reply.empty(request, 202);
    }

    private static ContentRef ref(Context request, ContentKind kind) {
        return new ContentRef(kind, request.pathParam(ServiceRoutes.NAMESPACE.name()), request.pathParam(NAME.name()));
    }
}
