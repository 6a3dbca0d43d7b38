package dev.rune.kernel.section;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An enum, written as one of its words. */
final class WordCodec implements Codec {
    private final Map<String, Enum<?>> byWord = new LinkedHashMap<>();
    private final String doc;

    WordCodec(Class<?> type, String doc) {
        for (Object constant : type.getEnumConstants()) {
            byWord.put(Words.of((Enum<?>) constant), (Enum<?>) constant);
        }
        this.doc = doc;
    }

    @Override
    public String type() {
        return "string";
    }

    @Override
    public List<String> allowed() {
        return List.copyOf(byWord.keySet());
    }

    @Override
    public String doc() {
        return doc;
    }

    @Override
    public Optional<Object> bind(Node node, Place place) {
        if (!(node instanceof Scalar scalar) || scalar.kind() != Scalar.Kind.STRING) {
            return place.mismatch(node, "one of " + words());
        }
        Enum<?> constant = byWord.get(scalar.text());
        return constant != null
                ? Optional.of(constant)
                : place.fault(scalar.position(),
                        place.subject() + "is '" + Place.shorten(scalar.text()) + "'; allowed: " + words(),
                        Nearest.of(scalar.text(), byWord.keySet()));
    }

    @Override
    public Node print(Object value) {
        return Scalar.of(Words.of((Enum<?>) value));
    }

    private String words() {
        return String.join(", ", byWord.keySet());
    }
}
