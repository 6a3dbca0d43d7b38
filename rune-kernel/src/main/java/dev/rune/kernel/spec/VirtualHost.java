package dev.rune.kernel.spec;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A host name that requests are told apart by, or {@code *.} and a host name for all below it. Status: evolving since
 * 0.1.
 *
 * @param text the name in lower case
 */
public record VirtualHost(String text) {
    private static final int LONGEST = 253;
    private static final Pattern FORM = Pattern
            .compile("(\\*\\.)?[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*");

    public VirtualHost {
        String written = text;
        text = text.toLowerCase(Locale.ROOT);
        if (text.length() > LONGEST || !FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + written + "' is no host name: write names of letters, digits and "
                    + "'-' with dots between them, such as api.example.org, or *.example.org for all below it"
                    + hint(text));
        }
    }

    private static String hint(String text) {
        if (text.contains("/")) {
            return "; no scheme belongs to it, and a path is a field of its own";
        }
        return text.matches("[^:]+:[0-9]+") ? "; no port belongs to it" : "";
    }

    /** The host written as {@code text}. */
    public static VirtualHost parse(String text) {
        return new VirtualHost(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
