package dev.rune.kernel.section;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A list.
 *
 * @param item reads and prints one of its items
 */
record ListCodec(Codec item) implements Codec {
    @Override
    public String type() {
        return "list of " + item.type();
    }

    @Override
    public List<String> allowed() {
        return item.allowed();
    }

    @Override
    public List<Field> fields() {
        return item.fields();
    }

    @Override
    public String doc() {
        return item.doc();
    }

    @Override
    public Optional<Object> bind(Node node, Place place) {
        if (!(node instanceof Sequence sequence)) {
            return place.mismatch(node, "a list");
        }
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            item.bind(sequence.items().get(i), place.item(i)).ifPresent(values::add);
        }
        return values.size() == sequence.items().size() ? Optional.of(List.copyOf(values)) : Optional.empty();
    }

    @Override
    public Node print(Object value) {
        return Sequence.of(((List<?>) value).stream().map(item::print).toList());
    }
}
