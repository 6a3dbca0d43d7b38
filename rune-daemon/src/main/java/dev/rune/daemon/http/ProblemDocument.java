package dev.rune.daemon.http;

import dev.rune.daemon.castfile.Excerpts;
import dev.rune.daemon.http.Documents.LocatedFinding;
import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import java.util.List;

/**
 * What a client is told when its request was not done (RFC 9457).
 *
 * @param status   the HTTP status
 * @param code     the kind of problem for programs: one of {@link ProblemCode#word()}, or a word of this API's own
 * @param detail   one sentence for a person
 * @param findings the faults of the input text
 */
record ProblemDocument(int status, String code, String detail, List<LocatedFinding> findings) {
    /** The media type it is sent as. */
    static final String MEDIA_TYPE = "application/problem+json";

    static final Shape<ProblemDocument> SHAPE = Shape.<ProblemDocument>named("Problem", "Why a request was not done.")
            .text("type", _ -> "about:blank")
            .text("title", ProblemDocument::title)
            .whole("status", ProblemDocument::status)
            .text("code", ProblemDocument::code)
            .text("detail", ProblemDocument::detail)
            .rareList("findings", Documents.FINDING, ProblemDocument::findings);

    static ProblemDocument of(int status, String detail) {
        return new ProblemDocument(status, code(status), detail, List.of());
    }

    /** The findings come without excerpts, where no text is at hand. */
    static ProblemDocument of(Problem problem) {
        return of(problem, new Excerpts(List.of()));
    }

    static ProblemDocument of(Problem problem, Excerpts lines) {
        return new ProblemDocument(status(problem.code()), problem.code().word(), problem.message(), problem.findings()
                .stream().map(finding -> new LocatedFinding(finding, lines.line(finding.position()))).toList());
    }

    byte[] bytes() {
        return Json.bytes(SHAPE, this);
    }

    private String title() {
        return switch (status) {
            case 400 -> "Bad request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not found";
            case 405 -> "Method not allowed";
            case 406 -> "Not acceptable";
            case 409 -> "Conflict";
            case 413 -> "Content too large";
            case 415 -> "Unsupported media type";
            case 422 -> "Not accepted";
            case 431 -> "Header too large";
            case 502 -> "Start failed";
            case 503 -> "Unavailable";
            case 504 -> "Deadline exceeded";
            default -> status < 500 ? "Bad request" : "Internal error";
        };
    }

    private static String code(int status) {
        return switch (status) {
            case 401 -> "unauthorized";
            case 403 -> ProblemCode.FORBIDDEN.word();
            case 404 -> ProblemCode.NOT_FOUND.word();
            case 405 -> "method-not-allowed";
            case 413, 414, 431 -> "too-large";
            case 503 -> ProblemCode.UNAVAILABLE.word();
            default -> status < 500 ? ProblemCode.INVALID.word() : ProblemCode.INTERNAL.word();
        };
    }

    private static int status(ProblemCode code) {
        return switch (code) {
            case INVALID, UNSUPPORTED -> 422;
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case FORBIDDEN -> 403;
            case UNAVAILABLE -> 503;
            case DEADLINE -> 504;
            case START_FAILED -> 502;
            case PLUGIN_FAILED, DAMAGED, INTERNAL -> 500;
        };
    }
}
