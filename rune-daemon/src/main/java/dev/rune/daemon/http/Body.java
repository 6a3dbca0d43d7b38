package dev.rune.daemon.http;

import dev.rune.daemon.castfile.CastSource;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The fields of a JSON object that came as a request's body. Strict: what is not known is refused.
 */
final class Body {
    /** The most bytes a cast may have, over all its files. */
    static final int CAST_LIMIT = 16 << 20;
    /** The most bytes any other body may have. */
    private static final int LIMIT = 64 << 10;

    private final Map<String, Object> fields;

    private Body(Map<String, Object> fields) {
        this.fields = fields;
    }

    /** Reads an object that may have {@code known} keys; no body counts as an empty one. */
    static Body of(Context request, String... known) {
        byte[] bytes = read(request, LIMIT);
        return bytes.length == 0 ? new Body(Map.of()) : parse(bytes, known);
    }

    /** Reads the {@code files} of a cast. */
    static List<CastSource> files(byte[] bytes) {
        List<CastSource> files = new ArrayList<>();
        try (JsonParser in = Json.parser(bytes)) {
            expect(in, in.nextToken(), JsonToken.START_OBJECT, "an object with 'files'");
            while (in.nextToken() == JsonToken.PROPERTY_NAME) {
                if (!in.currentName().equals("files")) {
                    throw unknown(in.currentName(), Set.of("files"));
                }
                expect(in, in.nextToken(), JsonToken.START_ARRAY, "a list of files");
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    Body file = object(in, Set.of("name", "content"));
                    files.add(CastSource.of(file.text("name"), file.text("content")));
                }
            }
        } catch (JacksonException e) {
            throw noJson(e);
        }
        return files;
    }

    /** Reads the whole body, of at most {@code limit} bytes. */
    static byte[] read(Context request, int limit) {
        if (request.req().getContentLengthLong() > limit) {
            throw tooLarge(limit);
        }
        try (InputStream in = request.req().getInputStream()) {
            byte[] bytes = in.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw tooLarge(limit);
            }
            return bytes;
        } catch (IOException e) {
            throw new RequestException(400, "the body did not arrive whole: " + e.getMessage());
        }
    }

    int whole(String key, int min) {
        Object value = required(key);
        if (value instanceof Long number && number >= min && number <= Integer.MAX_VALUE) {
            return Math.toIntExact(number);
        }
        throw new RequestException(400, "'" + key + "' is " + value + "; it must be a whole number from " + min);
    }

    boolean flag(String key) {
        return flag(key, false);
    }

    /** The same, or {@code otherwise} where there is no such key. */
    boolean flag(String key, boolean otherwise) {
        Object value = fields.getOrDefault(key, otherwise);
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw new RequestException(400, "'" + key + "' is " + value + "; it must be true or false");
    }

    /** The same, or {@code otherwise} where there is no such key. */
    int whole(String key, int min, int otherwise) {
        return fields.containsKey(key) ? whole(key, min) : otherwise;
    }

    /** Whether there is such a key. */
    boolean has(String key) {
        return fields.containsKey(key);
    }

    String text(String key) {
        Object value = required(key);
        if (value instanceof String text) {
            return text;
        }
        throw new RequestException(400, "'" + key + "' is " + value + "; it must be a string");
    }

    private Object required(String key) {
        return Optional.ofNullable(fields.get(key))
                .orElseThrow(() -> new RequestException(400, "the body has no '" + key + "'"));
    }

    /** Reads an object that may have {@code known} keys. */
    static Body parse(byte[] bytes, String... known) {
        try (JsonParser in = Json.parser(bytes)) {
            in.nextToken();
            Body body = object(in, Set.of(known));
            if (in.nextToken() != null) {
                throw new RequestException(400, "the body goes on after the end of its JSON object");
            }
            return body;
        } catch (JacksonException e) {
            throw noJson(e);
        }
    }

    /** Reads a flat object whose first token is the current one. */
    private static Body object(JsonParser in, Set<String> known) {
        expect(in, in.currentToken(), JsonToken.START_OBJECT, "an object");
        Map<String, Object> fields = new LinkedHashMap<>();
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = in.currentName();
            if (!known.contains(key)) {
                throw unknown(key, known);
            }
            switch (in.nextToken()) {
                case VALUE_STRING -> fields.put(key, in.getString());
                case VALUE_NUMBER_INT -> fields.put(key, in.getLongValue());
                case VALUE_TRUE, VALUE_FALSE -> fields.put(key, in.getBooleanValue());
                default -> throw new RequestException(400,
                        "'" + key + "' must be a string, a whole number, true or false, not " + in.getString());
            }
        }
        return new Body(fields);
    }

    private static void expect(JsonParser in, JsonToken actual, JsonToken wanted, String what) {
        if (actual != wanted) {
            throw new RequestException(400, "the body must be " + what + "; it has "
                    + (actual == null ? "nothing" : "'" + in.getString() + "'") + " in its place");
        }
    }

    private static RequestException unknown(String key, Set<String> known) {
        return new RequestException(400, "the body has an unknown key '" + key + "'; known are "
                + (known.isEmpty() ? "none" : String.join(", ", new TreeSet<>(known))));
    }

    private static RequestException noJson(JacksonException e) {
        return new RequestException(400, "the body is no valid JSON: " + e.getOriginalMessage());
    }

    private static RequestException tooLarge(int limit) {
        return new RequestException(413,
                "the body is larger than " + (limit >> 10) + " KiB, which is the most this request"
                        + " may have");
    }
}
