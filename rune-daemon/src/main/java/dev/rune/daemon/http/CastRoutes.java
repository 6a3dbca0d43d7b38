package dev.rune.daemon.http;

import dev.rune.daemon.castfile.CastSource;
import dev.rune.daemon.castfile.Castfile;
import dev.rune.daemon.castfile.Excerpts;
import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.section.Finding;
import dev.rune.kernel.spi.host.CastDocument;
import dev.rune.kernel.spi.host.CastOptions;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;

/** The way in for castfiles. */
final class CastRoutes {
    private static final Param NAMESPACE = Param.query("namespace", Schemas.TEXT,
            "For objects that name no namespace; `default` where it is left out.");
    private static final Param DRY_RUN = Param.query("dryRun", Schemas.FLAG,
            "Say what would happen and change nothing.");
    private static final Param CREATE_NAMESPACE = Param.query("createNamespace", Schemas.FLAG,
            "Make a namespace that is missing.");
    private static final Param SOURCE = Param.query("source", Schemas.TEXT,
            "The name of the file in messages, where the body is YAML; `<body>` where it is left out.");

    private static final Shape<CastSource> FILE = Shape.<CastSource>named("Castfile", "A castfile.")
            .text("name", CastSource::name)
            .text("content", CastSource::text);

    private static final Shape<List<CastSource>> REQUEST = Shape.<List<CastSource>>named("CastRequest",
            "Castfiles that are accepted together or not at all.")
            .list("files", FILE, files -> files);

    private final Backend backend;
    private final Forgetting forgetting;

    CastRoutes(Backend backend, Forgetting forgetting) {
        this.backend = backend;
        this.forgetting = forgetting;
    }

    List<Route> routes() {
        return List.of(Route.post("/v1/cast", "Makes what castfiles declare desired: all of them or nothing.")
                .takes(NAMESPACE, DRY_RUN, CREATE_NAMESPACE, SOURCE)
                .body(Route.YAML, () -> Schemas.TEXT)
                .body(Route.JSON, REQUEST::schema)
                .answers(200, "Accepted, on disk.", Route.JSON, Documents.CAST::schema)
                .by(this::cast));
    }

    private void cast(Context request) throws IOException {
        List<CastSource> sources = sources(request);
        CastOptions options = new CastOptions(NAMESPACE.text(request).orElse("default"), DRY_RUN.flag(request),
                CREATE_NAMESPACE.flag(request));
        Castfile castfile = Castfile.read(sources);
        if (castfile.documents().stream().anyMatch(document -> document.kind() == CastDocument.Kind.SECRET)) {
            forgetting.soon();
        }
        Problem problem;
        try {
            if (castfile.findings().isEmpty()) {
                Reply.json(request, Documents.CAST, backend.kernel().cast(castfile.documents(), options));
                return;
            }
            problem = castfile.problem(alsoWrong(castfile, options));
        } catch (ProblemException e) {
            problem = e.problem().code() == ProblemCode.INVALID
                    ? castfile.problem(e.problem().findings())
                    : e.problem();
        }
        // Here, where the texts are at hand, so that the offending lines can be shown.
        Failures.answer(request, ProblemDocument.of(problem, new Excerpts(sources)), problem.toException());
    }

    /** What the kernel finds in a castfile that cannot be accepted anyway, so that its author is told all at once. */
    private List<Finding> alsoWrong(Castfile castfile, CastOptions options) {
        try {
            backend.kernel().cast(castfile.documents(),
                    new CastOptions(options.namespace(), true, options.createNamespace()));
            return List.of();
        } catch (ProblemException e) {
            return e.problem().findings();
        }
    }

    private static List<CastSource> sources(Context request) {
        byte[] body = Body.read(request, Body.CAST_LIMIT);
        String type = request.contentType() == null ? Route.YAML : request.contentType();
        if (type.startsWith(Route.JSON)) {
            return Body.files(body);
        }
        if (type.startsWith(Route.YAML) || type.startsWith("application/x-yaml") || type.startsWith("text/")) {
            return List.of(CastSource.of(SOURCE.text(request).orElse("<body>"), body));
        }
        throw new RequestException(415, "the body's Content-Type is '" + type + "'; it must be " + Route.YAML + " or "
                + Route.JSON);
    }
}
