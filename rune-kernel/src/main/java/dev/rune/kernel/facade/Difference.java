package dev.rune.kernel.facade;

import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Node;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.section.Sequence;
import dev.rune.kernel.spi.host.CastResult.FieldChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Set;

/** Field by field, how two sections differ. */
final class Difference {
    private Difference() {}

    static List<FieldChange> between(Mapping before, Mapping after) {
        Map<String, String> old = flat(before);
        Map<String, String> now = flat(after);
        Set<String> paths = new TreeSet<>(old.keySet());
        paths.addAll(now.keySet());
        List<FieldChange> changes = new ArrayList<>();
        for (String path : paths) {
            String was = old.getOrDefault(path, "");
            String is = now.getOrDefault(path, "");
            if (!was.equals(is)) {
                changes.add(new FieldChange(path, was, is));
            }
        }
        return changes;
    }

    private static Map<String, String> flat(Mapping mapping) {
        Map<String, String> fields = new TreeMap<>();
        add("", mapping, fields);
        return fields;
    }

    private static void add(String path, Node node, Map<String, String> fields) {
        switch (node) {
            case Scalar scalar -> fields.put(path, scalar.text());
            case Sequence sequence -> {
                for (int i = 0; i < sequence.items().size(); i++) {
                    add(path + "[" + i + "]", sequence.items().get(i), fields);
                }
            }
            case Mapping mapping -> mapping.entries()
                    .forEach(entry -> add(path.isEmpty() ? entry.key() : path + "." + entry.key(), entry.value(),
                            fields));
        }
    }
}
