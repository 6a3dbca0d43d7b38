package dev.rune.daemon.http;

import dev.rune.kernel.spec.OpaqueBytes;
import io.javalin.http.Context;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A request to keep a secret or configmap. No message about one holds a value.
 *
 * @param name    its name
 * @param data    its values by key
 * @param replace whether it may be there already
 */
record ContentBody(String name, Map<String, OpaqueBytes> data, boolean replace) {
    /** Larger than any limit that can be configured, in Base64. */
    private static final int LIMIT = 8 << 20;

    static ContentBody of(Context request) {
        byte[] bytes = Body.read(request, LIMIT);
        try (JsonParser in = Json.parser(bytes)) {
            return read(in);
        } catch (JacksonException e) {
            // The parser's own words may hold what it stumbled over.
            throw new RequestException(400, "the body is no valid JSON");
        }
    }

    private static ContentBody read(JsonParser in) {
        String name = "";
        Map<String, OpaqueBytes> data = new LinkedHashMap<>();
        boolean replace = false;
        require(in.nextToken() == JsonToken.START_OBJECT, "the body must be an object");
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = in.currentName();
            JsonToken value = in.nextToken();
            switch (key) {
                case "name" -> {
                    require(value == JsonToken.VALUE_STRING, "'name' must be a string");
                    name = in.getString();
                }
                case "replace" -> {
                    require(value == JsonToken.VALUE_TRUE || value == JsonToken.VALUE_FALSE,
                            "'replace' must be true or false");
                    replace = in.getBooleanValue();
                }
                case "data" -> {
                    require(value == JsonToken.START_OBJECT, "'data' must be an object of values in Base64");
                    readData(in, data);
                }
                default -> throw new RequestException(400,
                        "the body has an unknown key; known are data, name, replace");
            }
        }
        require(!name.isEmpty(), "the body has no 'name'");
        return new ContentBody(name, data, replace);
    }

    private static void readData(JsonParser in, Map<String, OpaqueBytes> data) {
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = in.currentName();
            require(in.nextToken() == JsonToken.VALUE_STRING, "a value of 'data' must be a string in Base64");
            try {
                data.put(key, OpaqueBytes.of(Base64.getDecoder().decode(in.getString())));
            } catch (IllegalArgumentException noBase64) {
                throw new RequestException(400, "the value of a key of 'data' is no Base64");
            }
        }
    }

    private static void require(boolean good, String otherwise) {
        if (!good) {
            throw new RequestException(400, otherwise);
        }
    }
}
