package dev.rune.kernel.section;

import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A record as the schema of a section. Its components are the fields; {@link Key}, {@link Default}, {@link Range},
 * {@link Shorthand}, {@link AnyScalar} and {@link Doc} say the rest; its constructor checks what no annotation can and
 * throws {@link SectionException}. From this the kernel derives what a reader is told, what is accepted, and where an
 * error stands.
 *
 * <p>Component types: {@code String}, {@code boolean}, {@code int}, {@code long}, {@code double}, enums (written in
 * lower case with hyphens), {@code java.time.Duration} (written in seconds, by convention under a key that ends in
 * {@code Seconds}; at most 1,000,000,000), {@code Optional}, {@code OptionalInt}, {@code List}, {@code Map<String, …>}, other such records,
 * {@link Node} (taken as it is), and any class with a {@code public static parse(String)} that throws
 * {@link IllegalArgumentException}, printed by {@code toString()}.
 *
 * <p>Immutable and safe to share. Status: stable since 0.1.
 *
 * @param <R> the record
 */
public final class SectionType<R extends Record> {
    private final Class<R> record;
    private final RecordSchema<R> schema;

    private SectionType(Class<R> record, RecordSchema<R> schema) {
        this.record = record;
        this.schema = schema;
    }

    /**
     * The schema of {@code record}.
     *
     * @param lookup the plugin's own {@link MethodHandles#lookup()}, so that the record need not be exported
     * @throws IllegalArgumentException when a component has a type that cannot be written in a file
     */
    public static <R extends Record> SectionType<R> of(MethodHandles.Lookup lookup, Class<R> record) {
        return new SectionType<>(Objects.requireNonNull(record), RecordSchema.of(lookup, record));
    }

    /** The record. */
    public Class<R> record() {
        return record;
    }

    /** The fields in the order of the record's components. */
    public List<Field> fields() {
        return schema.fields();
    }

    /**
     * Binds {@code node} to the record.
     *
     * @param node     what was written
     * @param path     the path of the section for messages, such as {@code service.process}
     * @param findings told every fault; when it was told none, the result is present
     * @return the record, or nothing where there were faults
     */
    public Optional<R> bind(Node node, String path, Consumer<Finding> findings) {
        return schema.bind(node, path, findings);
    }

    /**
     * The canonical form of {@code value}: every field that differs from its default, under its own name and in the
     * order of the components. Binding it again gives an equal record.
     */
    public Mapping print(R value) {
        return schema.print(value);
    }
}
