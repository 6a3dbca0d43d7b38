package dev.rune.daemon.http;

import dev.rune.kernel.problem.ProblemException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import org.eclipse.jetty.io.Connection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever a route throws into an answer. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    static void register(RoutesConfig routes) {
        routes.exception(RequestException.class,
                (e, request) -> answer(request, ProblemDocument.of(e.status(), e.detail()), e));
        routes.exception(ProblemException.class, (e, request) -> answer(request, ProblemDocument.of(e.problem()), e));
        routes.exception(HttpResponseException.class,
                (e, request) -> answer(request, unknown(request, e.getStatus()), e));
        // The client has gone, or is so slow that it counts as gone.
        routes.exception(IOException.class, (e, request) -> {
            LOG.debug("{} {} was not finished: {}", request.method(), request.path(), e.toString());
            abort(request);
        });
        routes.exception(Exception.class, (e, request) -> answer(request, ProblemDocument.of(500,
                "runed made a mistake while it answered this; its log says more"), e));
    }

    /** Answers with {@code problem}, which {@code cause} brought about. */
    static void answer(Context request, ProblemDocument problem, Throwable cause) {
        if (problem.status() == 500) {
            LOG.error("{} {} failed", request.method(), request.path(), cause);
        }
        if (request.res().isCommitted()) {
            // Half an answer must not look like a whole one.
            abort(request);
            return;
        }
        try {
            request.res().reset();
            Reply.send(request, problem.status(), ProblemDocument.MEDIA_TYPE, problem.bytes());
        } catch (IOException e) {
            LOG.debug("{} {} could not be answered: {}", request.method(), request.path(), e.toString());
        }
    }

    private static ProblemDocument unknown(Context request, int status) {
        return ProblemDocument.of(status, switch (status) {
            case 404 -> "there is nothing at " + request.path() + "; /v1/openapi.json lists what there is";
            case 405 -> request.path() + " does not know the method " + request.method()
                    + "; /v1/openapi.json lists what it knows";
            default -> request.method() + " " + request.path() + " cannot be answered";
        });
    }

    private static void abort(Context request) {
        Connection connection = request.attribute(Gate.CONNECTION);
        if (connection != null) {
            connection.getEndPoint().close();
        }
    }
}
