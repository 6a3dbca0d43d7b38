package dev.rune.kernel.section;

import java.util.List;
import java.util.Objects;

/**
 * A list of values. Status: stable since 0.1.
 */
public final class Sequence implements Node {
    private final List<Node> items;
    private final Position position;

    /** The items in their order, beginning at {@code position}. */
    public Sequence(List<? extends Node> items, Position position) {
        this.items = List.copyOf(items);
        this.position = Objects.requireNonNull(position);
    }

    /** A list that stands in no file. */
    public static Sequence of(List<? extends Node> items) {
        return new Sequence(items, Position.NONE);
    }

    /** The items in their order. */
    public List<Node> items() {
        return items;
    }

    @Override
    public Position position() {
        return position;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sequence sequence && items.equals(sequence.items);
    }

    @Override
    public int hashCode() {
        return items.hashCode();
    }

    @Override
    public String toString() {
        return items.toString();
    }
}
