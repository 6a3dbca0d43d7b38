package dev.rune.cli.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON value, or the absence of one: asking a value for what it does not have gives an absent value, never null, so
 * that an answer of an older or newer daemon is shown as far as it is understood.
 */
public final class Json {
    private static final Json ABSENT = new Json(null);

    private final Object value;

    private Json(Object value) {
        this.value = value;
    }

    /**
     * Reads one JSON text.
     *
     * @throws JsonException where it is none
     */
    public static Json parse(byte[] utf8) {
        return parse(utf8, 0, utf8.length);
    }

    /** Reads one JSON text from a part of {@code utf8}. */
    public static Json parse(byte[] utf8, int offset, int length) {
        return new Json(new JsonReader(utf8, offset, length).read());
    }

    /** Reads one JSON text. */
    public static Json parse(String text) {
        return parse(text.getBytes(StandardCharsets.UTF_8));
    }

    /** An object of these keys and values; a value is a String, Number, Boolean, List, Map or Json. */
    public static Json object(Object... keysAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            fields.put((String) keysAndValues[i], bare(keysAndValues[i + 1]));
        }
        return new Json(fields);
    }

    /** An array of these values. */
    public static Json array(List<Json> items) {
        List<Object> values = new ArrayList<>(items.size());
        for (Json item : items) {
            values.add(item.value);
        }
        return new Json(values);
    }

    /** This object with one more key; its value as in {@link #object}. */
    public Json with(String key, Object added) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> entries) {
            entries.forEach((name, each) -> fields.put((String) name, each));
        }
        fields.put(key, bare(added));
        return new Json(fields);
    }

    private static Object bare(Object value) {
        return value instanceof Json json ? json.value : value;
    }

    /** Whether there is a value other than null. */
    public boolean present() {
        return value != null;
    }

    /** The value of a key, absent where this has none. */
    public Json at(String key) {
        if (value instanceof Map<?, ?> fields) {
            Object field = fields.get(key);
            return field == null ? ABSENT : new Json(field);
        }
        return ABSENT;
    }

    /** This value as text: a string without quotes, a number as written, empty where absent. */
    public String text() {
        return value == null
                ? ""
                : value instanceof Map || value instanceof List ? JsonWriter.compact(this) : value.toString();
    }

    /** The text of a key, empty where absent. */
    public String text(String key) {
        return at(key).text();
    }

    /** The whole number of a key, or {@code otherwise}. */
    public long number(String key, long otherwise) {
        return at(key).value instanceof Number number ? number.longValue() : otherwise;
    }

    /** Whether a key is true. */
    public boolean flag(String key) {
        return Boolean.TRUE.equals(at(key).value);
    }

    /** The items of an array, none for anything else. */
    public List<Json> items() {
        List<Json> items = new ArrayList<>();
        if (value instanceof List<?> values) {
            for (Object item : values) {
                items.add(new Json(item));
            }
        }
        return items;
    }

    /** The items of the array at a key. */
    public List<Json> items(String key) {
        return at(key).items();
    }

    /** The keys and values of an object in their order, none for anything else. */
    public Map<String, Json> fields() {
        Map<String, Json> fields = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> entries) {
            for (Map.Entry<?, ?> entry : entries.entrySet()) {
                fields.put((String) entry.getKey(), new Json(entry.getValue()));
            }
        }
        return fields;
    }

    /** Whether this is an object. */
    public boolean isObject() {
        return value instanceof Map;
    }

    /** Whether this is an array. */
    public boolean isArray() {
        return value instanceof List;
    }

    /** Whether this is a string. */
    public boolean isText() {
        return value instanceof String;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Json json && (value == null ? json.value == null : value.equals(json.value));
    }

    @Override
    public int hashCode() {
        return value == null ? 0 : value.hashCode();
    }

    /** The value as JSON on one line. */
    @Override
    public String toString() {
        return JsonWriter.compact(this);
    }
}
