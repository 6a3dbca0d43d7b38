package dev.rune.plugin.expose;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where to listen.
 *
 * @param host a name or an address; empty for every address of the host
 * @param port 0 for any free one
 */
record ListenAddress(String host, int port) {
    private static final Pattern FORM = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([^:\\[\\]]*)):([0-9]{1,5})");

    /** The address written as {@code text}: {@code :PORT}, {@code HOST:PORT}, {@code [IPV6]:PORT}. */
    public static ListenAddress parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(3)) > 65535) {
            throw new IllegalArgumentException("'" + text
                    + "' is no address to listen on: write :PORT for every address"
                    + " of the host, or HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080, with a port from 0 to 65535");
        }
        return new ListenAddress(matcher.group(1) != null ? matcher.group(1) : matcher.group(2),
                Integer.parseInt(matcher.group(3)));
    }

    /** The same host, another port. */
    ListenAddress at(int other) {
        return new ListenAddress(host, other);
    }

    /** Resolved anew each time. */
    InetSocketAddress socketAddress() {
        return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
