package dev.rune.kernel.spec;

import java.util.regex.Pattern;

/**
 * The beginning of the paths of requests: {@code /shop} is that of {@code /shop} and {@code /shop/cart}, not of
 * {@code /shopping}. Status: evolving since 0.1.
 *
 * @param text begins with a slash and, but for {@code /} alone, does not end in one
 */
public record PathPrefix(String text) {
    private static final int LONGEST = 1024;
    private static final Pattern FORM = Pattern.compile("(/[-A-Za-z0-9._~!$&'()*+,;=:@]+)*/?");
    private static final Pattern DOTS = Pattern.compile("(.*/)?\\.{1,2}(/.*)?");

    public PathPrefix {
        if (text.isEmpty() || text.length() > LONGEST || !FORM.matcher(text).matches()
                || DOTS.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is no path: it begins with '/', such as /shop, and has "
                    + "letters, digits and -._~!$&'()*+,;=:@ between single slashes, no '.' or '..' alone, no query");
        }
        text = text.length() > 1 && text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /** The path written as {@code text}. */
    public static PathPrefix parse(String text) {
        return new PathPrefix(text);
    }

    /** Whether every path begins so. */
    public boolean everything() {
        return text.equals("/");
    }

    @Override
    public String toString() {
        return text;
    }
}
