package dev.rune.kernel.section;

import dev.rune.kernel.section.Scalar.Kind;
import java.lang.invoke.MethodHandle;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A value written as one scalar.
 *
 * @param type    its type in a reader's words
 * @param wanted  the type as messages call it
 * @param kinds   the kinds of scalars it may be written as
 * @param reader  from the scalar; throws {@link IllegalArgumentException} with a sentence about it
 * @param printer to a scalar
 * @param allowed the words allowed; empty where there is no list of them
 * @param doc     what the value's class says about itself
 */
record ScalarCodec(String type, String wanted, Set<Kind> kinds, Function<Scalar, Object> reader,
        Function<Object, Scalar> printer, List<String> allowed, String doc) implements Codec {
    private static final Set<Kind> NUMBERS = EnumSet.of(Kind.INTEGER, Kind.DECIMAL);
    private static final Set<Kind> TEXT_OR_NUMBER = EnumSet.of(Kind.STRING, Kind.INTEGER, Kind.DECIMAL);
    private static final Set<Kind> ANY = EnumSet.complementOf(EnumSet.of(Kind.NULL));

    private ScalarCodec(String type, String wanted, Set<Kind> kinds, Function<Scalar, Object> reader,
            Function<Object, Scalar> printer) {
        this(type, wanted, kinds, reader, printer, List.of(), "");
    }

    static ScalarCodec string() {
        return new ScalarCodec("string", "a string", EnumSet.of(Kind.STRING), Scalar::text,
                value -> Scalar.of((String) value));
    }

    static ScalarCodec anyScalar() {
        return new ScalarCodec("string", "a single value", ANY, Scalar::text, value -> Scalar.of((String) value));
    }

    static ScalarCodec truth() {
        return new ScalarCodec("boolean", "true or false", EnumSet.of(Kind.BOOLEAN),
                scalar -> CoreSchema.truth(scalar.text()), value -> Scalar.of((boolean) value));
    }

    static ScalarCodec integer(Limits limits) {
        return new ScalarCodec("integer", "a whole number", EnumSet.of(Kind.INTEGER),
                scalar -> limits.check(scalar.text()).intValueExact(), value -> Scalar.of((int) value));
    }

    static ScalarCodec longInteger(Limits limits) {
        return new ScalarCodec("integer", "a whole number", EnumSet.of(Kind.INTEGER),
                scalar -> limits.check(scalar.text()).longValueExact(), value -> Scalar.of((long) value));
    }

    static ScalarCodec number(Limits limits) {
        return new ScalarCodec("number", "a number", NUMBERS, scalar -> limits.check(scalar.text()).doubleValue(),
                value -> printed((double) value));
    }

    static ScalarCodec seconds(Limits limits) {
        return new ScalarCodec("seconds", "a number of seconds", NUMBERS, scalar -> duration(limits, scalar.text()),
                value -> printed(BigDecimal.valueOf(((Duration) value).toSeconds())
                        .add(BigDecimal.valueOf(((Duration) value).toNanosPart(), 9))));
    }

    /** A class that reads itself with {@code parse}; {@code allowed} are the constants of an enum. */
    static ScalarCodec parsed(Class<?> type, MethodHandle parse, List<String> allowed, String doc) {
        String name = Words.of(type.getSimpleName(), " ");
        return new ScalarCodec(name, "a text or a number", TEXT_OR_NUMBER, scalar -> Calls.parse(parse, scalar.text()),
                value -> {
                    String text = value.toString();
                    Kind kind = CoreSchema.kindOf(text);
                    return new Scalar(NUMBERS.contains(kind) ? kind : Kind.STRING, text, Position.NONE);
                }, allowed, doc);
    }

    @Override
    public Optional<Object> bind(Node node, Place place) {
        if (!(node instanceof Scalar scalar) || !kinds.contains(scalar.kind())) {
            return place.mismatch(node, wanted + hint(node));
        }
        try {
            return Optional.of(reader.apply(scalar));
        } catch (IllegalArgumentException fault) {
            return place.fault(scalar.position(), "'" + place.name() + "': " + fault.getMessage());
        }
    }

    @Override
    public Node print(Object value) {
        return printer.apply(value);
    }

    /** Quotes are what people forget, or have too many of. */
    private String hint(Node node) {
        if (!(node instanceof Scalar scalar)) {
            return "";
        }
        if (kinds.contains(Kind.STRING)) {
            return scalar.kind() == Kind.NULL ? "" : " here (in quotes: \"" + Place.shorten(scalar.text()) + "\")";
        }
        return scalar.kind() == Kind.STRING && kinds.contains(CoreSchema.kindOf(scalar.text()))
                ? " here (without quotes)"
                : "";
    }

    private static Duration duration(Limits limits, String text) {
        BigDecimal seconds = limits.check(text).stripTrailingZeros();
        if (seconds.scale() > 9) {
            throw new IllegalArgumentException(text + " seconds are finer than a nanosecond: write at most 9 decimals");
        }
        BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
        return Duration.ofSeconds(whole.longValueExact(), seconds.subtract(whole).movePointRight(9).longValueExact());
    }

    /** A huge or tiny number keeps its exponent. */
    private static Scalar printed(double number) {
        double size = Math.abs(number);
        return size == 0 || (size > 1e-9 && size < 1e15)
                ? printed(new BigDecimal(Double.toString(number)))
                : new Scalar(Kind.DECIMAL, Double.toString(number), Position.NONE);
    }

    private static Scalar printed(BigDecimal number) {
        BigDecimal shortest = number.stripTrailingZeros();
        return new Scalar(shortest.scale() <= 0 ? Kind.INTEGER : Kind.DECIMAL, shortest.toPlainString(), Position.NONE);
    }
}
