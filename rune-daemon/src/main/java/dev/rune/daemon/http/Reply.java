package dev.rune.daemon.http;

import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/** Writes answers. */
final class Reply {
    private Reply() {}

    static <T> void json(Context request, Shape<T> shape, T value) throws IOException {
        send(request, 200, Route.JSON, Json.bytes(shape, value));
    }

    static <T> void json(Context request, int status, Shape<T> shape, T value) throws IOException {
        send(request, status, Route.JSON, Json.bytes(shape, value));
    }

    static <T> void jsonList(Context request, Shape<T> shape, Iterable<? extends T> values) throws IOException {
        send(request, 200, Route.JSON, Json.bytes(out -> shape.writeAll(out, values)));
    }

    /** Nothing but a status. */
    static void empty(Context request, int status) {
        request.res().setStatus(status);
        request.res().setContentLength(0);
    }

    static void send(Context request, int status, String mediaType, byte[] body) throws IOException {
        HttpServletResponse response = request.res();
        response.setStatus(status);
        response.setContentType(mediaType);
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** Whether the client would rather have {@code mediaType} than JSON. */
    static boolean wants(Context request, String mediaType) {
        return Optional.ofNullable(request.header("Accept")).filter(accept -> accept.contains(mediaType)).isPresent();
    }
}
