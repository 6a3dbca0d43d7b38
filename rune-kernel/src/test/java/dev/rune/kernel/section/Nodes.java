package dev.rune.kernel.section;

import dev.rune.kernel.section.Scalar.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Trees for tests: each key of a mapping stands on a line of its own, its value in column 10 of that line. */
final class Nodes {
    private Nodes() {}

    /** A mapping of keys and values in turn, beginning at line 1 of {@code f}. */
    static Mapping map(Object... keysAndValues) {
        List<Mapping.Entry> entries = new ArrayList<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            int line = i / 2 + 1;
            entries.add(new Mapping.Entry((String) keysAndValues[i], new Position("f", line, 1),
                    node(keysAndValues[i + 1], new Position("f", line, 10))));
        }
        return new Mapping(entries, new Position("f", 1, 1));
    }

    static Sequence list(Object... items) {
        List<Node> nodes = new ArrayList<>();
        for (Object item : items) {
            nodes.add(node(item, new Position("f", nodes.size() + 1, 3)));
        }
        return new Sequence(nodes, new Position("f", 1, 1));
    }

    /** Nothing, as after a colon. */
    static Scalar nothing() {
        return new Scalar(Kind.NULL, "", new Position("f", 9, 9));
    }

    private static Node node(Object value, Position position) {
        return switch (value) {
            case Node node -> node;
            case Integer number -> new Scalar(Kind.INTEGER, number.toString(), position);
            case Double number -> new Scalar(Kind.DECIMAL, number.toString(), position);
            case Boolean truth -> new Scalar(Kind.BOOLEAN, truth.toString(), position);
            default -> new Scalar(Kind.STRING, value.toString(), position);
        };
    }

    /** A mapping from keys to strings that stands in no file. */
    static Map<String, Node> strings(Map<String, String> values) {
        Map<String, Node> nodes = new LinkedHashMap<>();
        values.forEach((key, value) -> nodes.put(key, Scalar.of(value)));
        return nodes;
    }
}
