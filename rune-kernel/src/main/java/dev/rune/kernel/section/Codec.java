package dev.rune.kernel.section;

import java.util.List;
import java.util.Optional;

/** Reads one type of value from a node and prints it back. Immutable. */
sealed interface Codec permits ScalarCodec, WordCodec, ListCodec, MapCodec, TreeCodec, RecordSchema {
    /** The type in a reader's words. */
    String type();

    /** The words allowed; empty where any value of the type is. */
    default List<String> allowed() {
        return List.of();
    }

    /** The fields of the section that the value is or consists of; empty where it is none. */
    default List<Field> fields() {
        return List.of();
    }

    /** What a value of this type means, where its class says so; otherwise empty. */
    default String doc() {
        return "";
    }

    /** The value of {@code node}; empty when a fault was told. */
    Optional<Object> bind(Node node, Place place);

    /** The canonical form of {@code value}, which {@link #bind} gave. */
    Node print(Object value);
}
