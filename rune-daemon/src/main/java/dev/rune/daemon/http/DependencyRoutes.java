package dev.rune.daemon.http;

import java.util.List;
import java.util.Optional;

/** What services depend on. */
final class DependencyRoutes {
    private final Backend backend;

    DependencyRoutes(Backend backend) {
        this.backend = backend;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/dependencies", "What the services of all namespaces depend on.")
                        .answers(200, "By service.", Route.JSON, () -> Documents.DEPENDENCY.schema().list())
                        .by(request -> Reply.jsonList(request, Documents.DEPENDENCY,
                                backend.kernel().dependencies(Optional.empty()))),
                Route.get("/v1/namespaces/{namespace}/dependencies", "What the services of a namespace depend on.")
                        .takes(ServiceRoutes.NAMESPACE)
                        .answers(200, "By service.", Route.JSON, () -> Documents.DEPENDENCY.schema().list())
                        .by(request -> Reply.jsonList(request, Documents.DEPENDENCY,
                                backend.kernel().dependencies(ServiceRoutes.NAMESPACE.text(request)))));
    }
}
