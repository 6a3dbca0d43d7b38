package dev.rune.daemon.http;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import tools.jackson.core.JsonGenerator;

/**
 * A JSON object as it is written and as it is described: both come from one declaration, so that the OpenAPI document
 * cannot say other than what is sent. Built once, then only read.
 *
 * @param <T> what it is made from
 */
final class Shape<T> {
    /**
     * One key of the object.
     *
     * @param name     the key
     * @param schema   the form of its value
     * @param required whether it is always there
     * @param writer   writes key and value, or nothing
     */
    record Field<T>(String name, Schema schema, boolean required, Writer<T> writer) {}

    /** Writes a part of {@code value}. */
    @FunctionalInterface
    interface Writer<T> {
        void write(JsonGenerator out, T value);
    }

    private final String name;
    private final String doc;
    private final List<Field<T>> fields = new ArrayList<>();

    private Shape(String name, String doc) {
        this.name = name;
        this.doc = doc;
    }

    /** An object called {@code name} that is described as {@code doc}. */
    static <T> Shape<T> named(String name, String doc) {
        return new Shape<>(name, doc);
    }

    /** What it is called in the OpenAPI document. */
    String name() {
        return name;
    }

    /** One sentence about it. */
    String doc() {
        return doc;
    }

    /** Its keys in the order they are written. */
    List<Field<T>> fields() {
        return List.copyOf(fields);
    }

    /** The form of it: a reference by name. */
    Schema schema() {
        return new Schema.Named(this);
    }

    /** Writes {@code value} as an object. */
    void write(JsonGenerator out, T value) {
        out.writeStartObject();
        writeFields(out, value);
        out.writeEndObject();
    }

    /** Writes the keys of {@code value} into an object that has begun. */
    void writeFields(JsonGenerator out, T value) {
        for (Field<T> field : fields) {
            field.writer().write(out, value);
        }
    }

    /** Writes {@code values} as an array. */
    void writeAll(JsonGenerator out, Iterable<? extends T> values) {
        out.writeStartArray();
        values.forEach(value -> write(out, value));
        out.writeEndArray();
    }

    Shape<T> field(String key, Schema schema, Writer<T> value) {
        return add(key, schema, true, (out, owner) -> {
            out.writeName(key);
            value.write(out, owner);
        });
    }

    Shape<T> text(String key, Function<T, String> value) {
        return text(key, Schemas.TEXT, value);
    }

    Shape<T> text(String key, Schema schema, Function<T, String> value) {
        return add(key, schema, true, (out, owner) -> out.writeStringProperty(key, value.apply(owner)));
    }

    Shape<T> maybeText(String key, Function<T, Optional<String>> value) {
        return add(key, Schemas.TEXT, false,
                (out, owner) -> value.apply(owner).ifPresent(text -> out.writeStringProperty(key, text)));
    }

    Shape<T> whole(String key, ToLongFunction<T> value) {
        return add(key, Schemas.WHOLE, true, (out, owner) -> out.writeNumberProperty(key, value.applyAsLong(owner)));
    }

    Shape<T> maybeWhole(String key, Function<T, OptionalLong> value) {
        return add(key, Schemas.WHOLE, false,
                (out, owner) -> value.apply(owner).ifPresent(number -> out.writeNumberProperty(key, number)));
    }

    Shape<T> maybeInt(String key, Function<T, OptionalInt> value) {
        return add(key, Schemas.WHOLE, false,
                (out, owner) -> value.apply(owner).ifPresent(number -> out.writeNumberProperty(key, number)));
    }

    Shape<T> flag(String key, Predicate<T> value) {
        return add(key, Schemas.FLAG, true, (out, owner) -> out.writeBooleanProperty(key, value.test(owner)));
    }

    /** Left out where it does not hold. */
    Shape<T> rareFlag(String key, Predicate<T> value) {
        return add(key, Schemas.FLAG, false, (out, owner) -> {
            if (value.test(owner)) {
                out.writeBooleanProperty(key, true);
            }
        });
    }

    Shape<T> time(String key, Function<T, Instant> value) {
        return add(key, Schemas.TIME, true,
                (out, owner) -> out.writeStringProperty(key, Times.text(value.apply(owner))));
    }

    Shape<T> maybeTime(String key, Function<T, Optional<Instant>> value) {
        return add(key, Schemas.TIME, false,
                (out, owner) -> value.apply(owner).ifPresent(at -> out.writeStringProperty(key, Times.text(at))));
    }

    Shape<T> texts(String key, Function<T, List<String>> value) {
        return field(key, Schemas.TEXT.list(), (out, owner) -> {
            out.writeStartArray();
            value.apply(owner).forEach(out::writeString);
            out.writeEndArray();
        });
    }

    Shape<T> textsByName(String key, Function<T, Map<String, String>> value) {
        return field(key, Schemas.TEXTS_BY_NAME, (out, owner) -> {
            out.writeStartObject();
            value.apply(owner).entrySet().stream().sorted(Map.Entry.comparingByKey())
                    .forEach(entry -> out.writeStringProperty(entry.getKey(), entry.getValue()));
            out.writeEndObject();
        });
    }

    <E> Shape<T> object(String key, Shape<E> shape, Function<T, E> value) {
        return field(key, shape.schema(), (out, owner) -> shape.write(out, value.apply(owner)));
    }

    <E> Shape<T> list(String key, Shape<E> shape, Function<T, List<E>> value) {
        return field(key, shape.schema().list(), (out, owner) -> shape.writeAll(out, value.apply(owner)));
    }

    /** Left out where the list is empty. */
    <E> Shape<T> rareList(String key, Shape<E> shape, Function<T, List<E>> value) {
        return add(key, shape.schema().list(), false, (out, owner) -> {
            List<E> items = value.apply(owner);
            if (!items.isEmpty()) {
                out.writeName(key);
                shape.writeAll(out, items);
            }
        });
    }

    private Shape<T> add(String key, Schema schema, boolean required, Writer<T> writer) {
        fields.add(new Field<>(key, schema, required, writer));
        return this;
    }
}
