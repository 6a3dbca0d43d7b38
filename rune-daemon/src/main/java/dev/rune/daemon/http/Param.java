package dev.rune.daemon.http;

import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;

/**
 * A parameter of a request, as it is described and as it is read.
 *
 * @param name   its name
 * @param in     {@code path}, {@code query} or {@code header}
 * @param schema the form of its value
 * @param doc    one sentence about it
 */
record Param(String name, String in, Schema schema, String doc) {
    static Param path(String name, String doc) {
        return new Param(name, "path", Schemas.TEXT, doc);
    }

    static Param query(String name, Schema schema, String doc) {
        return new Param(name, "query", schema, doc);
    }

    /** What the request has for it, first value. */
    Optional<String> text(Context request) {
        return Optional.ofNullable(in.equals("path") ? request.pathParam(name) : request.queryParam(name));
    }

    /** All values, in their order. */
    List<String> texts(Context request) {
        return request.queryParams(name);
    }

    /** Whether it is there and not {@code false}. */
    boolean flag(Context request) {
        return text(request).map(text -> switch (text) {
            case "true", "" -> true;
            case "false" -> false;
            default -> throw new RequestException(400, "'" + name + "' is '" + text + "'; it must be true or false");
        }).orElse(false);
    }

    /** A whole number from {@code min} to {@code max}. */
    Optional<Long> whole(Context request, long min, long max) {
        return text(request).map(text -> whole(text, min, max));
    }

    private long whole(String text, long min, long max) {
        try {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Said below, as for a number that is out of range.
        }
        throw new RequestException(400,
                "'" + name + "' is '" + text + "'; it must be a whole number from " + min + " to " + max);
    }
}
