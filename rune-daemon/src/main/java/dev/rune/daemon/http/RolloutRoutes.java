package dev.rune.daemon.http;

import dev.rune.kernel.spi.host.ScaleRequest;
import dev.rune.kernel.status.Rollout;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** How services change: scales with their steps, and rollouts that rest, go on and go back. */
final class RolloutRoutes {
    private static final String ONE = "/v1/namespaces/{namespace}/services/{name}";

    private static final Shape<ScaleRequest> SCALE = Shape
            .<ScaleRequest>named("Scale", "How many instances are wanted, and how to get there.")
            .whole("replicas", ScaleRequest::replicas)
            .maybeText("mode", request -> Optional.of(request.mode().word()))
            .maybeWhole("step", request -> OptionalLong.of(request.step()))
            .maybeWhole("intervalMillis", request -> OptionalLong.of(request.interval().toMillis()))
            .rareFlag("rollbackOnFail", ScaleRequest::rollbackOnFail);
    private static final Shape<Long> UNDO = Shape
            .<Long>named("Undo", "Which revision is to come back; the last one before where none is named.")
            .maybeWhole("revision", OptionalLong::of);

    private final Backend backend;

    RolloutRoutes(Backend backend) {
        this.backend = backend;
    }

    List<Route> routes() {
        return List.of(
                Route.post(ONE + "/scale", "Sets how many instances are wanted; 0 stops the service and keeps it.")
                        .takes(ServiceRoutes.NAMESPACE, ServiceRoutes.NAME)
                        .body(Route.JSON, SCALE::schema)
                        .answers(200, "Accepted, or joined where it goes on already.", Route.JSON,
                                Documents.GENERATIONS::schema)
                        .by(request -> ServiceRoutes.accept(request,
                                backend.kernel().scale(ServiceRoutes.ref(request), scale(request)))),
                Route.post(ONE + "/scale/cancel", "Ends a scale that goes on; the count it has come to stays.")
                        .takes(ServiceRoutes.NAMESPACE, ServiceRoutes.NAME)
                        .answers(200, "Accepted.", Route.JSON, Documents.GENERATIONS::schema)
                        .by(request -> ServiceRoutes.accept(request,
                                backend.kernel().cancelScale(ServiceRoutes.ref(request)))),
                Route.post(ONE + "/rollout/pause", "Lets what goes on rest.")
                        .takes(ServiceRoutes.NAMESPACE, ServiceRoutes.NAME)
                        .answers(200, "Accepted.", Route.JSON, Documents.GENERATIONS::schema)
                        .by(request -> ServiceRoutes.accept(request,
                                backend.kernel().pauseRollout(ServiceRoutes.ref(request)))),
                Route.post(ONE + "/rollout/resume", "Lets what rests go on.")
                        .takes(ServiceRoutes.NAMESPACE, ServiceRoutes.NAME)
                        .answers(200, "Accepted.", Route.JSON, Documents.GENERATIONS::schema)
                        .by(request -> ServiceRoutes.accept(request,
                                backend.kernel().resumeRollout(ServiceRoutes.ref(request)))),
                Route.post(ONE + "/rollout/undo", "Brings an earlier version of a service back.")
                        .takes(ServiceRoutes.NAMESPACE, ServiceRoutes.NAME)
                        .body(Route.JSON, UNDO::schema)
                        .answers(200, "Accepted.", Route.JSON, Documents.GENERATIONS::schema)
                        .by(this::undo),
                Route.get(ONE + "/rollout/revisions", "The versions of a service that are still known.")
                        .takes(ServiceRoutes.NAMESPACE, ServiceRoutes.NAME)
                        .answers(200, "Newest first.", Route.JSON, () -> Documents.REVISION.schema().list())
                        .by(request -> Reply.jsonList(request, Documents.REVISION,
                                backend.kernel().revisions(ServiceRoutes.ref(request)))));
    }

    private void undo(Context request) throws IOException {
        Body body = Body.of(request, "revision");
        ServiceRoutes.accept(request, backend.kernel().undoRollout(ServiceRoutes.ref(request),
                body.has("revision") ? OptionalLong.of(body.whole("revision", 1)) : OptionalLong.empty()));
    }

    private static ScaleRequest scale(Context request) {
        Body body = Body.of(request, "replicas", "mode", "step", "intervalMillis", "rollbackOnFail");
        return new ScaleRequest(body.whole("replicas", 0), mode(body),
                body.whole("step", 1, ScaleRequest.DEFAULT_STEP),
                Duration.ofMillis(
                        body.whole("intervalMillis", 0, Math.toIntExact(ScaleRequest.DEFAULT_INTERVAL.toMillis()))),
                body.flag("rollbackOnFail", true));
    }

    private static Rollout.Mode mode(Body body) {
        String word = body.has("mode") ? body.text("mode") : Rollout.Mode.IMMEDIATE.word();
        return switch (word) {
            case "immediate" -> Rollout.Mode.IMMEDIATE;
            case "gradual" -> Rollout.Mode.GRADUAL;
            default -> throw new RequestException(400, "'mode' is '" + word + "'; it must be immediate or gradual");
        };
    }
}
