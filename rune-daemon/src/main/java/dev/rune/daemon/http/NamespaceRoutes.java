package dev.rune.daemon.http;

import dev.rune.kernel.spi.host.Kernel;
import dev.rune.kernel.spi.host.NamespaceView;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;

/** Namespaces. */
final class NamespaceRoutes {
    private static final Param FORCE = Param.query("force", Schemas.FLAG,
            "Also with services in it, which are deleted too.");

    private static final Shape<String> REQUEST = Shape.<String>named("NamespaceRequest", "A namespace to be made.")
            .text("name", name -> name);

    private final Backend backend;
    private final Forgetting forgetting;

    NamespaceRoutes(Backend backend, Forgetting forgetting) {
        this.backend = backend;
        this.forgetting = forgetting;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/namespaces", "The namespaces.")
                        .answers(200, "By name.", Route.JSON, () -> Documents.NAMESPACE.schema().list())
                        .by(request -> Reply.jsonList(request, Documents.NAMESPACE, backend.kernel().namespaces())),
                Route.post("/v1/namespaces", "Makes a namespace.")
                        .body(Route.JSON, REQUEST::schema)
                        .answers(201, "It is new.", Route.JSON, Documents.NAMESPACE::schema)
                        .answers(200, "It was there.", Route.JSON, Documents.NAMESPACE::schema)
                        .by(this::create),
                Route.delete("/v1/namespaces/{namespace}", "Deletes a namespace.")
                        .takes(ServiceRoutes.NAMESPACE, FORCE)
                        .answers(202, "It will be gone when its services are.")
                        .by(this::delete));
    }

    private void create(Context request) throws IOException {
        String name = Body.of(request, "name").text("name");
        Kernel kernel = backend.kernel();
        int status = kernel.createNamespace(name) ? 201 : 200;
        NamespaceView made = kernel.namespaces().stream().filter(namespace -> namespace.name().equals(name)).findFirst()
                .orElseThrow(() -> new RequestException(404, "namespace '" + name + "' was deleted meanwhile"));
        Reply.json(request, status, Documents.NAMESPACE, made);
    }

    private void delete(Context request) {
        backend.kernel().deleteNamespace(request.pathParam(ServiceRoutes.NAMESPACE.name()), FORCE.flag(request));
        forgetting.soon();
        Reply.empty(request, 202);
    }
}
