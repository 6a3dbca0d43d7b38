package dev.rune.kernel.section;

import java.util.Objects;

/**
 * Where something stands in an input text. Status: stable since 0.1.
 *
 * @param source the file's name as the user gave it, {@code -} for standard input, or a word in angle brackets for
 *               what stands in no file
 * @param line   1-based; 0 where there is no line
 * @param column 1-based; 0 where there is no column
 */
public record Position(String source, int line, int column) {
    /** The position of what Rune made itself, such as a section read back from the store. */
    public static final Position NONE = new Position("<rune>", 0, 0);

    public Position {
        Objects.requireNonNull(source);
        if (line < 0 || column < 0) {
            throw new IllegalArgumentException("line and column count from 1: " + line + ":" + column);
        }
    }

    /** {@code file:line:column}, or just the source where there is no line. */
    @Override
    public String toString() {
        return line == 0 ? source : source + ":" + line + ":" + column;
    }
}
