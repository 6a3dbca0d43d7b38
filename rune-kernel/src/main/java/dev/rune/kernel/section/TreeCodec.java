package dev.rune.kernel.section;

import java.util.Optional;

/**
 * A part of the tree, taken as it is.
 *
 * @param mapping whether it must be a mapping
 */
record TreeCodec(boolean mapping) implements Codec {
    @Override
    public String type() {
        return mapping ? "mapping" : "anything";
    }

    @Override
    public Optional<Object> bind(Node node, Place place) {
        return mapping && !(node instanceof Mapping) ? place.mismatch(node, "a mapping") : Optional.of(node);
    }

    @Override
    public Node print(Object value) {
        return (Node) value;
    }
}
