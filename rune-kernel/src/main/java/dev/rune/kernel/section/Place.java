package dev.rune.kernel.section;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where the binder is, in a reader's words, and whom it tells about faults.
 *
 * @param path     the path from the top
 * @param name     the last part of it, by which messages call the value
 * @param findings told every fault
 */
record Place(String path, String name, Consumer<Finding> findings) {
    static Place of(String path, Consumer<Finding> findings) {
        return new Place(path, path.substring(path.lastIndexOf('.') + 1), findings);
    }

    Place key(String key) {
        return new Place(path.isEmpty() ? key : path + "." + key, key, findings);
    }

    Place item(int index) {
        return new Place(path + "[" + index + "]", name + "[" + index + "]", findings);
    }

    /** Tells a fault; the empty result is there to be returned. */
    <T> Optional<T> fault(Position position, String message) {
        return fault(position, message, Optional.empty());
    }

    <T> Optional<T> fault(Position position, String message, Optional<String> nearest) {
        findings.accept(new Finding(position, path, message, nearest));
        return Optional.empty();
    }

    /** Tells that {@code node} is not the {@code wanted}. */
    <T> Optional<T> mismatch(Node node, String wanted) {
        return fault(node.position(), subject() + switch (node) {
            case Sequence list -> "is a list of " + list.items().size() + ", but " + wanted + " is wanted";
            case Mapping mapping -> "is a mapping with " + (mapping.entries().isEmpty()
                    ? "no keys"
                    : "the keys "
                            + String.join(", ", mapping.entries().stream().map(Mapping.Entry::key).limit(3).toList()))
                    + ", but " + wanted + " is wanted";
            case Scalar scalar -> switch (scalar.kind()) {
                case NULL -> "has no value, but " + wanted + " is wanted: write one, or leave the key out";
                case STRING -> "is the text '" + shorten(scalar.text()) + "', but " + wanted + " is wanted";
                case INTEGER, DECIMAL -> "is the number " + shorten(scalar.text()) + ", but " + wanted + " is wanted";
                case BOOLEAN -> "is the truth value " + scalar.text() + ", but " + wanted + " is wanted";
            };
        });
    }

    /** How a message that says something about the value begins. */
    String subject() {
        return name.isEmpty() ? "the file " : "'" + name + "' ";
    }

    /** Keeps a message readable when somebody writes a megabyte where a word belongs. */
    static String shorten(String text) {
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }
}
