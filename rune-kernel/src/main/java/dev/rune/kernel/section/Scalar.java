package dev.rune.kernel.section;

import java.util.Objects;

/**
 * A single value with the text as it was written. Status: stable since 0.1.
 */
public final class Scalar implements Node {
    /** What the text is by the YAML 1.2 core rules. */
    public enum Kind {
        /** Quoted, or plain and nothing else. */
        STRING,
        /** A whole number. */
        INTEGER,
        /** A number with a fraction or an exponent. */
        DECIMAL,
        /** {@code true} or {@code false}. */
        BOOLEAN,
        /** {@code null}, {@code ~} or nothing. */
        NULL
    }

    private final Kind kind;
    private final String text;
    private final Position position;

    /** A scalar of {@code kind} written as {@code text} at {@code position}. */
    public Scalar(Kind kind, String text, Position position) {
        this.kind = Objects.requireNonNull(kind);
        this.text = Objects.requireNonNull(text);
        this.position = Objects.requireNonNull(position);
    }

    /** A scalar written as {@code text} without quotes: what it is follows from the core rules of YAML 1.2. */
    public static Scalar plain(String text, Position position) {
        return new Scalar(CoreSchema.kindOf(text), text, position);
    }

    /** A string that stands in no file. */
    public static Scalar of(String text) {
        return new Scalar(Kind.STRING, text, Position.NONE);
    }

    /** A whole number that stands in no file. */
    public static Scalar of(long number) {
        return new Scalar(Kind.INTEGER, Long.toString(number), Position.NONE);
    }

    /** A truth value that stands in no file. */
    public static Scalar of(boolean value) {
        return new Scalar(Kind.BOOLEAN, Boolean.toString(value), Position.NONE);
    }

    /** What the text is. */
    public Kind kind() {
        return kind;
    }

    /** The text as written, without quotes. */
    public String text() {
        return text;
    }

    @Override
    public Position position() {
        return position;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Scalar scalar && kind == scalar.kind && text.equals(scalar.text);
    }

    @Override
    public int hashCode() {
        return 31 * kind.hashCode() + text.hashCode();
    }

    @Override
    public String toString() {
        return kind == Kind.STRING ? "'" + text + "'" : text;
    }
}
