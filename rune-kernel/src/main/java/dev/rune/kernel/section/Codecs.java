package dev.rune.kernel.section;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/** Finds the codec of a component's type. Used while one schema is made, by one thread. */
final class Codecs {
    /** Thirty years: what a deadline can be reckoned with, in nanoseconds too. */
    private static final long LONGEST_SECONDS = 1_000_000_000;

    private final MethodHandles.Lookup lookup;
    /** The sections being made, outermost first: one that holds itself would have no end. */
    private final SequencedSet<Class<?>> open = new LinkedHashSet<>();

    Codecs(MethodHandles.Lookup lookup) {
        this.lookup = lookup;
    }

    /** The schema of a record. */
    <R extends Record> RecordSchema<R> section(Class<R> record) {
        if (!open.add(record)) {
            throw new IllegalArgumentException("section " + record.getName() + " holds itself");
        }
        RecordSchema<R> schema = new RecordSchema<>(record, lookupIn(record), this);
        open.removeLast();
        return schema;
    }

    /** The codec for values of {@code type} in {@code component}, whose annotations narrow it. */
    Codec of(Type type, RecordComponent component) {
        if (type instanceof ParameterizedType generic) {
            return container(generic, component);
        }
        Optional<Range> range = Optional.ofNullable(component.getAnnotation(Range.class));
        if (type == String.class) {
            return component.isAnnotationPresent(AnyScalar.class) ? ScalarCodec.anyScalar() : ScalarCodec.string();
        }
        if (type == boolean.class || type == Boolean.class) {
            return ScalarCodec.truth();
        }
        if (type == int.class || type == Integer.class) {
            return ScalarCodec.integer(Limits.of(range, Integer.MIN_VALUE, Integer.MAX_VALUE, ""));
        }
        if (type == long.class || type == Long.class) {
            return ScalarCodec.longInteger(Limits.of(range, Long.MIN_VALUE, Long.MAX_VALUE, ""));
        }
        if (type == double.class || type == Double.class) {
            return ScalarCodec.number(Limits.ofDouble(range));
        }
        if (type == Duration.class) {
            return ScalarCodec.seconds(Limits.of(range, 0, LONGEST_SECONDS, " seconds"));
        }
        if (type == Node.class || type == Mapping.class) {
            return new TreeCodec(type == Mapping.class);
        }
        return type instanceof Class<?> own ? ofOwn(own, component) : refuse(component, type);
    }

    private Codec container(ParameterizedType type, RecordComponent component) {
        Type[] arguments = type.getActualTypeArguments();
        if (type.getRawType() == List.class) {
            return new ListCodec(of(arguments[0], component));
        }
        if (type.getRawType() == Map.class && arguments[0] == String.class) {
            return new MapCodec(of(arguments[1], component));
        }
        return refuse(component, type);
    }

    private Codec ofOwn(Class<?> type, RecordComponent component) {
        Optional<MethodHandle> parse = parser(type);
        String doc = Optional.ofNullable(type.getAnnotation(Doc.class)).map(Doc::value).orElse("");
        if (parse.isPresent()) {
            List<String> words = type.isEnum()
                    ? Arrays.stream(type.getEnumConstants()).map(Object::toString).toList()
                    : List.of();
            return ScalarCodec.parsed(type, parse.get(), words, doc);
        }
        if (type.isEnum()) {
            return new WordCodec(type, doc);
        }
        return type.isRecord() ? section(type.asSubclass(Record.class)) : refuse(component, type);
    }

    private Optional<MethodHandle> parser(Class<?> type) {
        if (type.isPrimitive() || type.isArray()) {
            return Optional.empty();
        }
        try {
            return Optional.of(lookupIn(type).findStatic(type, "parse", MethodType.methodType(type, String.class)));
        } catch (NoSuchMethodException | IllegalAccessException none) {
            return Optional.empty();
        }
    }

    /** A lookup that sees what {@code type} keeps to itself, where it belongs to the lookup's own module. */
    private MethodHandles.Lookup lookupIn(Class<?> type) {
        try {
            return MethodHandles.privateLookupIn(type, lookup);
        } catch (IllegalAccessException foreign) {
            return lookup;
        }
    }

    private static Codec refuse(RecordComponent component, Type type) {
        throw new IllegalArgumentException("component '" + component.getName() + "' of "
                + component.getDeclaringRecord().getName() + " has the type " + type.getTypeName()
                + ", which cannot be written in a file; see SectionType for those that can");
    }
}
