package dev.rune.kernel.section;

import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The binder behind {@link SectionType}. */
final class RecordSchema<R extends Record> {
    static <R extends Record> RecordSchema<R> of(MethodHandles.Lookup lookup, Class<R> record) {
        throw new UnsupportedOperationException(lookup + " " + record);
    }

    List<Field> fields() {
        return List.of();
    }

    Optional<R> bind(Node node, String path, Consumer<Finding> findings) {
        throw new UnsupportedOperationException(node + path + findings);
    }

    Mapping print(R value) {
        throw new UnsupportedOperationException(value.toString());
    }
}
