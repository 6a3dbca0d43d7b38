package dev.rune.cli.json;

import java.util.List;
import java.util.Map;

/** Writes a JSON value as block YAML. A string is written bare only where no reader of YAML can take it for something else. */
public final class YamlWriter {
    private final StringBuilder text = new StringBuilder();

    private YamlWriter() {}

    /** {@code json} as a YAML document that ends with a line end. */
    public static String write(Json json) {
        YamlWriter writer = new YamlWriter();
        if (isEmpty(json) || !json.isObject() && !json.isArray()) {
            writer.scalar(json);
        } else {
            writer.block(json, 0);
        }
        return writer.text.toString();
    }

    private void block(Json json, int depth) {
        if (json.isObject()) {
            for (Map.Entry<String, Json> entry : json.fields().entrySet()) {
                indent(depth);
                field(entry, depth);
            }
        } else {
            items(json.items(), depth);
        }
    }

    private void field(Map.Entry<String, Json> entry, int depth) {
        text.append(string(entry.getKey())).append(':');
        Json value = entry.getValue();
        if (isEmpty(value) || !value.isObject() && !value.isArray()) {
            text.append(' ');
            scalar(value);
        } else {
            text.append('\n');
            block(value, depth + (value.isArray() ? 0 : 1));
        }
    }

    private void items(List<Json> items, int depth) {
        for (Json item : items) {
            indent(depth);
            text.append("- ");
            if (isEmpty(item) || !item.isObject() && !item.isArray()) {
                scalar(item);
            } else if (item.isArray()) {
                text.setLength(text.length() - 1);
                text.append('\n');
                block(item, depth + 1);
            } else {
                boolean first = true;
                for (Map.Entry<String, Json> entry : item.fields().entrySet()) {
                    if (!first) {
                        indent(depth + 1);
                    }
                    first = false;
                    field(entry, depth + 1);
                }
            }
        }
    }

    private static boolean isEmpty(Json json) {
        return json.isObject() && json.fields().isEmpty() || json.isArray() && json.items().isEmpty();
    }

    private void scalar(Json json) {
        if (json.isObject()) {
            text.append("{}");
        } else if (json.isArray()) {
            text.append("[]");
        } else {
            text.append(json.isText() ? string(json.text()) : json.present() ? json.text() : "null");
        }
        text.append('\n');
    }

    private void indent(int depth) {
        text.append("  ".repeat(depth));
    }

    /** {@code value} as a YAML scalar on one line. */
    public static String string(String value) {
        return isPlain(value) ? value : JsonWriter.quote(value);
    }

    private static boolean isPlain(String value) {
        if (value.isEmpty() || !isLetter(value.charAt(0)) && value.charAt(0) != '/') {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean fits = isLetter(c) || c >= '0' && c <= '9' || "-_./+@%".indexOf(c) >= 0
                    || (c == ' ' || c == ':') && i + 1 < value.length() && value.charAt(i + 1) != ' '
                            && value.charAt(i + 1) != '#';
            if (!fits) {
                return false;
            }
        }
        return switch (value.toLowerCase(java.util.Locale.ROOT)) {
            case "true", "false", "null", "yes", "no", "on", "off", "y", "n" -> false;
            default -> true;
        };
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
}
