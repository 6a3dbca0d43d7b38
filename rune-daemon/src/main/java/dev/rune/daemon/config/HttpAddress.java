package dev.rune.daemon.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where to listen.
 *
 * @param host a name or an address
 * @param port 0 for any free one
 */
public record HttpAddress(String host, int port) {
    private static final Pattern FORM = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([^:\\[\\]]*)):([0-9]{1,5})");

    /** The address written as {@code text}: {@code HOST:PORT}, {@code [IPV6]:PORT}. */
    public static HttpAddress parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(3)) > 65535) {
            throw new IllegalArgumentException("'" + text + "' is no address to listen on: write HOST:PORT, such as "
                    + "127.0.0.1:7861 or [::1]:7861, with a port from 0 to 65535");
        }
        String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        return new HttpAddress(host.isEmpty() ? "0.0.0.0" : host, Integer.parseInt(matcher.group(3)));
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
