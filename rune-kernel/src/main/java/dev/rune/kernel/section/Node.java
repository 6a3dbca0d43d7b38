package dev.rune.kernel.section;

/**
 * A piece of configuration as it was written: a tree of mappings, sequences and scalars that knows where each part
 * stood. It has the shape of YAML and JSON and depends on neither. Equality is by content; positions do not count.
 * Immutable and safe to share. Status: stable since 0.1.
 */
public sealed interface Node permits Scalar, Sequence, Mapping {
    /** Where this value stands. */
    Position position();
}
