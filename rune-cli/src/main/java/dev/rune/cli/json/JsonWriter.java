package dev.rune.cli.json;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Writes JSON: on one line for programs, or indented by two for people. */
public final class JsonWriter {
    private static final String HEX = "0123456789abcdef";

    private final StringBuilder text = new StringBuilder();
    private final boolean indented;

    private JsonWriter(boolean indented) {
        this.indented = indented;
    }

    /** {@code json} on one line. */
    public static String compact(Json json) {
        return new JsonWriter(false).write(json, 0).text.toString();
    }

    /** {@code json} over many lines, without a line end at the end. */
    public static String pretty(Json json) {
        return new JsonWriter(true).write(json, 0).text.toString();
    }

    /** {@code value} in quotes. */
    public static String quote(String value) {
        JsonWriter writer = new JsonWriter(false);
        writer.string(value);
        return writer.text.toString();
    }

    private JsonWriter write(Json json, int depth) {
        if (json.isObject()) {
            object(json.fields(), depth);
        } else if (json.isArray()) {
            array(json.items(), depth);
        } else if (json.isText()) {
            string(json.text());
        } else {
            text.append(json.present() ? json.text() : "null");
        }
        return this;
    }

    private void object(Map<String, Json> fields, int depth) {
        text.append('{');
        Iterator<Map.Entry<String, Json>> entries = fields.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<String, Json> entry = entries.next();
            newLine(depth + 1);
            string(entry.getKey());
            text.append(indented ? ": " : ":");
            write(entry.getValue(), depth + 1);
            text.append(entries.hasNext() ? "," : "");
        }
        if (!fields.isEmpty()) {
            newLine(depth);
        }
        text.append('}');
    }

    private void array(List<Json> items, int depth) {
        text.append('[');
        for (int i = 0; i < items.size(); i++) {
            newLine(depth + 1);
            write(items.get(i), depth + 1);
            text.append(i + 1 < items.size() ? "," : "");
        }
        if (!items.isEmpty()) {
            newLine(depth);
        }
        text.append(']');
    }

    private void newLine(int depth) {
        if (indented) {
            text.append('\n').append("  ".repeat(depth));
        }
    }

    private void string(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                text.append(c).append(value.charAt(++i));
            } else {
                character(c);
            }
        }
        text.append('"');
    }

    private void character(char c) {
        switch (c) {
            case '"' -> text.append("\\\"");
            case '\\' -> text.append("\\\\");
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            default -> {
                // Neither control characters nor halves of pairs, nor what YAML does not count as text, can stand as they are.
                if (Character.isISOControl(c) || Character.isSurrogate(c) || c == '\ufeff' || c > '\ufffd') {
                    text.append("\\u").append(HEX.charAt(c >> 12)).append(HEX.charAt(c >> 8 & 15))
                            .append(HEX.charAt(c >> 4 & 15))
                            .append(HEX.charAt(c & 15));
                } else {
                    text.append(c);
                }
            }
        }
    }
}
