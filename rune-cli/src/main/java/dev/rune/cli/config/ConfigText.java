package dev.rune.cli.config;

import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.json.Json;
import dev.rune.cli.json.JsonException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the YAML of a client configuration: maps in maps, one key on each line, strings. Every command reads it, so it is
 * read by hand; anything else that YAML could express is refused with the line where it stands.
 */
final class ConfigText {
    private final String source;
    private final Deque<Level> levels = new ArrayDeque<>();

    private record Level(int indent, Map<String, Object> map) {}

    private ConfigText(String source) {
        this.source = source;
    }

    /** The tree of {@code text}: values are strings and maps. */
    static Json read(String source, String text) {
        return Json.object("root", new ConfigText(source).parse(text)).at("root");
    }

    private Map<String, Object> parse(String text) {
        Map<String, Object> root = new LinkedHashMap<>();
        levels.push(new Level(0, root));
        Map<String, Object> opened = null;
        int number = 0;
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf('\n', from);
            String line = text.substring(from, end < 0 ? text.length() : end);
            from = end < 0 ? text.length() : end + 1;
            number++;
            String content = line.strip();
            if (!content.isEmpty() && content.charAt(0) != '#' && !content.equals("---")) {
                int indent = line.indexOf(content.charAt(0));
                if (opened != null && indent > levels.element().indent()) {
                    levels.push(new Level(indent, opened));
                }
                opened = field(number, indent, content);
            }
        }
        return root;
    }

    /** Takes in one line and returns the map that it opens, or null. */
    private Map<String, Object> field(int number, int indent, String content) {
        while (levels.size() > 1 && levels.element().indent() > indent) {
            levels.pop();
        }
        int colon = colon(content);
        if (levels.element().indent() != indent || colon < 0) {
            throw fault(number, indent + 1, "expected 'key: value' under the key that it belongs to");
        }
        Map<String, Object> map = levels.element().map();
        String key = scalar(content.substring(0, colon), number, indent + 1);
        String value = content.substring(colon + 1).strip();
        if (map.containsKey(key)) {
            throw fault(number, indent + 1, "the key '" + key + "' is there twice");
        }
        if (value.isEmpty() || value.charAt(0) == '#' || value.equals("{}")) {
            Map<String, Object> opened = new LinkedHashMap<>();
            map.put(key, opened);
            return opened;
        }
        map.put(key, scalar(value, number, indent + 1 + content.indexOf(value, colon + 1)));
        return null;
    }

    /** Where the key ends: the first colon outside quotes that a space or the end of the line follows. */
    private static int colon(String content) {
        char quote = 0;
        for (int i = 0; i < content.length(); i++) {
            char c = content.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (i == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == ':' && (i + 1 == content.length() || content.charAt(i + 1) == ' ')) {
                return i;
            }
        }
        return -1;
    }

    private String scalar(String text, int line, int column) {
        char first = text.isEmpty() ? ' ' : text.charAt(0);
        if (first == '\'' || first == '"') {
            int close = text.lastIndexOf(first);
            String after = text.substring(close + 1).strip();
            if (close == 0 || !after.isEmpty() && after.charAt(0) != '#') {
                throw fault(line, column, "the quotes do not close at the end of the value");
            }
            return first == '\''
                    ? text.substring(1, close).replace("''", "'")
                    : unquote(text.substring(0, close + 1), line, column);
        }
        if ("[]{}&*!|>%@`,?-".indexOf(first) >= 0 && !(first == '-' && text.length() > 1 && text.charAt(1) != ' ')) {
            throw fault(line, column, "only plain 'key: value' is understood here, not '" + first + "'");
        }
        int comment = text.indexOf(" #");
        return comment < 0 ? text : text.substring(0, comment).strip();
    }

    private String unquote(String text, int line, int column) {
        try {
            return Json.parse(text).text();
        } catch (JsonException e) {
            throw fault(line, column, "not understood in double quotes: " + e.getMessage());
        }
    }

    private Failure fault(int line, int column, String message) {
        return new Failure(ExitCode.INVALID, source + ":" + line + ":" + column + ": " + message);
    }
}
