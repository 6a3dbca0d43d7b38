package dev.rune.daemon.castfile;

import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Node;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.section.Sequence;
import java.util.List;

/** Writes trees as YAML that a person likes to read, and that reads back as the same tree. */
public final class YamlPrinter {
    private static final int STEP = 2;
    /** YAML lets a key without a question mark be 1024 characters long. */
    private static final int LONGEST_SIMPLE_KEY = 1000;

    private final StringBuilder text = new StringBuilder();

    private YamlPrinter() {}

    /** One document in block style, two spaces for each level, ending in a newline. */
    public static String print(Node document) {
        return print(List.of(document));
    }

    /** Several documents, divided by {@code ---}. */
    public static String print(List<? extends Node> documents) {
        YamlPrinter printer = new YamlPrinter();
        for (Node document : documents) {
            printer.text.append(printer.text.isEmpty() ? "" : "---\n");
            switch (document) {
                case Mapping mapping when !mapping.entries().isEmpty() -> printer.entries(mapping, 0);
                case Sequence sequence when !sequence.items().isEmpty() -> printer.items(sequence, 0);
                default -> printer.inline(document);
            }
        }
        return printer.text.toString();
    }

    /** The entries of a mapping, the cursor standing where the first begins. */
    private void entries(Mapping mapping, int indent) {
        boolean first = true;
        for (Mapping.Entry entry : mapping.entries()) {
            pad(first ? 0 : indent);
            first = false;
            String key = YamlText.inline(Scalar.of(entry.key()));
            if (key.length() > LONGEST_SIMPLE_KEY) {
                text.append("? ").append(key).append('\n');
                pad(indent);
                text.append(':');
            } else {
                text.append(key).append(':');
            }
            below(entry.value(), indent);
        }
    }

    private void below(Node value, int indent) {
        switch (value) {
            case Mapping mapping when !mapping.entries().isEmpty() -> {
                text.append('\n');
                pad(indent + STEP);
                entries(mapping, indent + STEP);
            }
            case Sequence sequence when !sequence.items().isEmpty() -> {
                text.append('\n');
                pad(indent + STEP);
                items(sequence, indent + STEP);
            }
            default -> beside(value, indent);
        }
    }

    /** The items of a list, the cursor standing where the first begins. */
    private void items(Sequence sequence, int indent) {
        boolean first = true;
        for (Node item : sequence.items()) {
            pad(first ? 0 : indent);
            first = false;
            text.append('-');
            switch (item) {
                case Mapping mapping when !mapping.entries().isEmpty() -> {
                    text.append(' ');
                    entries(mapping, indent + STEP);
                }
                case Sequence inner when !inner.items().isEmpty() -> {
                    text.append(' ');
                    items(inner, indent + STEP);
                }
                default -> beside(item, indent);
            }
        }
    }

    /** What fits into the line, after a colon or a hyphen; or a block of text below it. */
    private void beside(Node value, int indent) {
        if (value instanceof Scalar scalar && YamlText.isBlock(scalar)) {
            text.append(scalar.text().endsWith("\n") ? " |\n" : " |-\n");
            scalar.text().lines().forEach(line -> {
                pad(line.isEmpty() ? 0 : indent + STEP);
                text.append(line).append('\n');
            });
            return;
        }
        boolean nothing = value instanceof Scalar scalar && scalar.kind() == Scalar.Kind.NULL
                && scalar.text().isEmpty();
        text.append(nothing ? "" : " ");
        inline(value);
    }

    private void inline(Node value) {
        text.append(switch (value) {
            case Mapping _ -> "{}";
            case Sequence _ -> "[]";
            case Scalar scalar -> YamlText.inline(scalar);
        }).append('\n');
    }

    private void pad(int indent) {
        text.repeat(' ', indent);
    }
}
