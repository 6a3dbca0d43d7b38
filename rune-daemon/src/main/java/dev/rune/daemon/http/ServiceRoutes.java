package dev.rune.daemon.http;

import dev.rune.daemon.castfile.JsonNodes;
import dev.rune.daemon.castfile.YamlPrinter;
import dev.rune.daemon.http.Documents.ServiceDocument;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Node;
import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spi.host.Abandoned;
import dev.rune.kernel.spi.host.Generations;
import dev.rune.kernel.spi.host.Kernel;
import dev.rune.kernel.spi.host.ServiceView;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Services: lists, one, and what can be done to it. */
final class ServiceRoutes {
    static final Param NAMESPACE = Param.path("namespace", "The namespace.");
    static final Param NAME = Param.path("name", "The service's name.");
    private static final Param LABELS = Param.query("labels", Schemas.TEXT,
            "Only services with these labels: `key=value`, several with commas between them.");
    private static final Param FORCE = Param.query("force", Schemas.FLAG, "Also when other services depend on it.");
    private static final Param KEEP_LOGS = Param.query("keepLogs", Schemas.FLAG,
            "Leave the logs of its instances where they are.");

    private static final Shape<Boolean> RESTART = Shape.<Boolean>named("Restart",
            "Whether the instances are replaced without a gap.")
            .flag("rolling", rolling -> rolling);

    private static final Shape<Abandoned> ABANDONED = Shape
            .<Abandoned>named("Abandoned", "What may be left of a service that was forgotten.")
            .text("runner", Abandoned::runner)
            .whole("scale", Abandoned::scale);

    private final Backend backend;

    ServiceRoutes(Backend backend) {
        this.backend = backend;
    }

    List<Route> routes() {
        String one = "/v1/namespaces/{namespace}/services/{name}";
        return List.of(
                Route.get("/v1/services", "The services of all namespaces.")
                        .takes(LABELS)
                        .answers(200, "By namespace and name.", Route.JSON,
                                () -> Documents.SERVICE_SUMMARY.schema().list())
                        .by(request -> list(request, Optional.empty())),
                Route.get("/v1/namespaces/{namespace}/services", "The services of a namespace.")
                        .takes(NAMESPACE, LABELS)
                        .answers(200, "By name.", Route.JSON, () -> Documents.SERVICE_SUMMARY.schema().list())
                        .by(request -> list(request, NAMESPACE.text(request))),
                Route.get(one, "A service as it was cast, and its status.")
                        .takes(NAMESPACE, NAME)
                        .answers(200, "The service.", Route.JSON, Documents.SERVICE::schema)
                        .answers(200, "The service.", Route.YAML, Documents.SERVICE::schema)
                        .by(this::show),
                Route.delete(one, "Begins to delete a service.")
                        .takes(NAMESPACE, NAME, FORCE, KEEP_LOGS)
                        .answers(202, "It will be gone when its instances are.")
                        .by(this::delete),
                Route.post(one + "/abandon", "Forgets a service whose runner is not there, and leaves what runs of it.")
                        .takes(NAMESPACE, NAME, FORCE)
                        .answers(200, "It is forgotten.", Route.JSON, ABANDONED::schema)
                        .by(request -> Reply.json(request, ABANDONED,
                                backend.kernel().abandon(ref(request), FORCE.flag(request)))),
                Route.post(one + "/stop", "Stops a service and keeps it.")
                        .takes(NAMESPACE, NAME)
                        .answers(200, "Accepted.", Route.JSON, Documents.GENERATIONS::schema)
                        .by(this::stop),
                Route.post(one + "/restart", "Restarts a service; a stopped one starts at its last scale.")
                        .takes(NAMESPACE, NAME)
                        .body(Route.JSON, RESTART::schema)
                        .answers(200, "Accepted.", Route.JSON, Documents.GENERATIONS::schema)
                        .by(request -> accept(request,
                                backend.kernel().restart(ref(request), Body.of(request, "rolling").flag("rolling")))),
                Route.get(one + "/health", "What the probes of a service's instances found.")
                        .takes(NAMESPACE, NAME)
                        .answers(200, "The probes with their last attempts.", Route.JSON,
                                () -> Documents.PROBE.schema().list())
                        .by(request -> Reply.jsonList(request, Documents.PROBE,
                                backend.kernel().health(ref(request)))));
    }

    /** The service that the path names. */
    static ServiceRef ref(Context request) {
        return new ServiceRef(request.pathParam(NAMESPACE.name()), request.pathParam(NAME.name()));
    }

    /** What is told about {@code service}, in one piece: the status is never older than the document. */
    static ServiceDocument document(Kernel kernel, ServiceRef service) {
        Mapping document = kernel.document(service);
        return new ServiceDocument(document.get("service").orElse(document), kernel.service(service).status());
    }

    private void list(Context request, Optional<String> namespace) throws IOException {
        Map<String, String> labels = labels(request);
        List<ServiceView> services = backend.kernel().services(namespace);
        Reply.jsonList(request, Documents.SERVICE_SUMMARY, labels.isEmpty()
                ? services
                : services.stream().filter(view -> view.labels().entrySet().containsAll(labels.entrySet())).toList());
    }

    private void show(Context request) throws IOException {
        ServiceDocument document = document(backend.kernel(), ref(request));
        if (!Reply.wants(request, Route.YAML)) {
            Reply.json(request, Documents.SERVICE, document);
            return;
        }
        // The status takes the way through JSON, so that both documents are one.
        Map<String, Node> parts = new LinkedHashMap<>();
        parts.put("service", document.service());
        parts.put("status",
                JsonNodes.read(new String(Json.bytes(Documents.STATUS, document.status()), StandardCharsets.UTF_8)));
        Reply.send(request, 200, Route.YAML, YamlPrinter.print(Mapping.of(parts)).getBytes(StandardCharsets.UTF_8));
    }

    private void delete(Context request) {
        backend.kernel().delete(ref(request), FORCE.flag(request), KEEP_LOGS.flag(request));
        Reply.empty(request, 202);
    }

    private void stop(Context request) throws IOException {
        Body.of(request);
        accept(request, backend.kernel().stop(ref(request)));
    }

    /** Answers with what a request did. */
    static void accept(Context request, Generations generations) throws IOException {
        Reply.json(request, Documents.GENERATIONS, generations);
    }

    private static Map<String, String> labels(Context request) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (String pair : LABELS.text(request).filter(text -> !text.isEmpty()).map(text -> text.split(",", -1))
                .orElse(new String[0])) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new RequestException(400,
                        "'labels' has '" + pair + "'; it must be pairs such as tier=web,team=a");
            }
            labels.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return labels;
    }
}
