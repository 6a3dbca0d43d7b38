package dev.rune.kernel.spec;

import java.util.regex.Pattern;

/**
 * A name that may stand in a host name: a DNS label after RFC 1123. Status: stable since 0.1.
 *
 * @param text lower case letters, digits and inner hyphens, 1 to 63 characters
 */
public record Label(String text) implements Comparable<Label> {
    private static final Pattern FORM = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    public Label {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no name: a name has 1 to 63 lower case letters, digits "
                            + "or '-', and begins and ends with a letter or a digit");
        }
    }

    /** The name written as {@code text}. */
    public static Label parse(String text) {
        return new Label(text);
    }

    @Override
    public int compareTo(Label other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
