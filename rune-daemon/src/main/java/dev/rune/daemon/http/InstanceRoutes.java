package dev.rune.daemon.http;

import dev.rune.kernel.status.InstanceStatus;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Instances. */
final class InstanceRoutes {
    private static final Param ENDED = Param.query("ended", Schemas.FLAG,
            "Also those that have ended and are still kept.");
    private static final Param SERVICE = Param.query("service", Schemas.TEXT, "Only those of this service.");
    private static final Param ID = Param.path("id", "The instance's id.");

    private final Backend backend;

    InstanceRoutes(Backend backend) {
        this.backend = backend;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/instances", "The living and the waiting instances of all namespaces.")
                        .takes(ENDED, SERVICE)
                        .answers(200, "The instances.", Route.JSON, () -> Documents.INSTANCE.schema().list())
                        .by(request -> list(request, Optional.empty())),
                Route.get("/v1/namespaces/{namespace}/instances",
                        "The living and the waiting instances of a namespace.")
                        .takes(ServiceRoutes.NAMESPACE, ENDED, SERVICE)
                        .answers(200, "The instances.", Route.JSON, () -> Documents.INSTANCE.schema().list())
                        .by(request -> list(request, ServiceRoutes.NAMESPACE.text(request))),
                Route.get("/v1/namespaces/{namespace}/instances/{id}", "An instance.")
                        .takes(ServiceRoutes.NAMESPACE, ID)
                        .answers(200, "The instance.", Route.JSON, Documents.INSTANCE::schema)
                        .by(request -> Reply.json(request, Documents.INSTANCE, backend.kernel().instance(
                                request.pathParam(ServiceRoutes.NAMESPACE.name()), request.pathParam(ID.name())))));
    }

    private void list(Context request, Optional<String> namespace) throws IOException {
        List<InstanceStatus> instances = backend.kernel().instances(namespace, ENDED.flag(request));
        Optional<String> service = SERVICE.text(request);
        Reply.jsonList(request, Documents.INSTANCE, service.isEmpty()
                ? instances
                : instances.stream().filter(instance -> instance.id().service().name().equals(service.get())).toList());
    }
}
