package dev.rune.daemon.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The ways from outside to exposed services. */
final class ExposureRoutes {
    private final Backend backend;

    ExposureRoutes(Backend backend) {
        this.backend = backend;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/routes", "The ways from outside to the exposed services of all namespaces.")
                        .answers(200, "By namespace and service.", Route.JSON, () -> Documents.ROUTE.schema().list())
                        .by(request -> list(request, Optional.empty())),
                Route.get("/v1/namespaces/{namespace}/routes", "The ways from outside to the services of a namespace.")
                        .takes(ServiceRoutes.NAMESPACE)
                        .answers(200, "By service.", Route.JSON, () -> Documents.ROUTE.schema().list())
                        .by(request -> list(request, ServiceRoutes.NAMESPACE.text(request))));
    }

    private void list(Context request, Optional<String> namespace) throws IOException {
        Reply.jsonList(request, Documents.ROUTE, backend.kernel().routes(namespace));
    }
}
