package dev.rune.daemon.http;

import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.host.CastOptions;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The way in for castfiles. */
final class CastRoutes {
    private static final Param NAMESPACE = Param.query("namespace", Schema.TEXT,
            "For objects that name no namespace; `default` where it is left out.");
    private static final Param DRY_RUN = Param.query("dryRun", Schema.FLAG, "Say what would happen and change nothing.");
    private static final Param CREATE_NAMESPACE = Param.query("createNamespace", Schema.FLAG,
            "Make a namespace that is missing.");
    private static final Param SOURCE = Param.query("source", Schema.TEXT,
            "The name of the file in messages, where the body is YAML; `<body>` where it is left out.");

    private static final Shape<CastText> FILE = Shape.<CastText>named("Castfile", "A castfile.")
            .text("name", CastText::name)
            .text("content", CastText::text);

    private static final Shape<List<CastText>> REQUEST = Shape.<List<CastText>>named("CastRequest",
            "Castfiles that are accepted together or not at all.")
            .list("files", FILE, files -> files);

    private final Backend backend;

    CastRoutes(Backend backend) {
        this.backend = backend;
    }

    List<Route> routes() {
        return List.of(Route.post("/v1/cast", "Makes what castfiles declare desired: all of them or nothing.")
                .takes(NAMESPACE, DRY_RUN, CREATE_NAMESPACE, SOURCE)
                .body(Route.YAML, () -> Schema.TEXT)
                .body(Route.JSON, REQUEST::schema)
                .answers(200, "Accepted, on disk.", Route.JSON, Documents.CAST::schema)
                .by(this::cast));
    }

    private void cast(Context request) throws IOException {
        List<CastText> files = files(request);
        CastOptions options = new CastOptions(NAMESPACE.text(request).orElse("default"), DRY_RUN.flag(request),
                CREATE_NAMESPACE.flag(request));
        try {
            Reply.json(request, Documents.CAST, backend.kernel().cast(backend.read(files), options));
        } catch (ProblemException e) {
            // Here, where the texts are at hand, so that the offending lines can be shown.
            Failures.answer(request, ProblemDocument.of(e.problem(), new Sources(files)), e);
        }
    }

    private static List<CastText> files(Context request) {
        byte[] body = Body.read(request, Body.CAST_LIMIT);
        String type = request.contentType() == null ? Route.YAML : request.contentType();
        if (type.startsWith(Route.JSON)) {
            return Body.files(body);
        }
        if (type.startsWith(Route.YAML) || type.startsWith("application/x-yaml") || type.startsWith("text/")) {
            String name = SOURCE.text(request).orElse("<body>");
            return List.of(new CastText(name, text(name, body)));
        }
        throw new RequestException(415, "the body's Content-Type is '" + type + "'; it must be " + Route.YAML + " or "
                + Route.JSON);
    }

    private static String text(String name, byte[] body) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException _) {
            throw new RequestException(422, name + " is no text in UTF-8");
        }
    }
}
