package dev.rune.kernel.section;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A map with free keys, which keeps their order.
 *
 * @param value reads and prints one of its values
 */
record MapCodec(Codec value) implements Codec {
    @Override
    public String type() {
        return "map of " + value.type();
    }

    @Override
    public List<String> allowed() {
        return value.allowed();
    }

    @Override
    public List<Field> fields() {
        return value.fields();
    }

    @Override
    public String doc() {
        return value.doc();
    }

    @Override
    public Optional<Object> bind(Node node, Place place) {
        if (!(node instanceof Mapping mapping)) {
            return place.mismatch(node, "a mapping");
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (Mapping.Entry entry : mapping.entries()) {
            value.bind(entry.value(), place.key(entry.key())).ifPresent(bound -> values.put(entry.key(), bound));
        }
        return values.size() == mapping.entries().size()
                ? Optional.of(Collections.unmodifiableMap(values))
                : Optional.empty();
    }

    @Override
    public Node print(Object map) {
        Map<String, Node> nodes = new LinkedHashMap<>();
        ((Map<?, ?>) map).forEach((key, item) -> nodes.put((String) key, value.print(item)));
        return Mapping.of(nodes);
    }
}
