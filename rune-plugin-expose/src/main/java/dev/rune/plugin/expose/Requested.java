package dev.rune.plugin.expose;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.util.Locale;
import java.util.Optional;

/**
 * What a request is for.
 *
 * @param host      the virtual host, in lower case, without a port
 * @param authority the host as it was written, for the Host field
 * @param target    path and query, or {@code *}
 */
record Requested(String host, String authority, String target) {
    private static final int LONGEST_NAME = 255;

    /** What {@code request} is for; empty where that cannot be told. */
    static Optional<Requested> of(HttpRequest request) {
        String uri = request.uri();
        String authority = request.headers().get(HttpHeaderNames.HOST, "");
        String target = uri;
        if (!uri.startsWith("/") && !uri.equals("*")) {
            int scheme = uri.indexOf("://");
            if (scheme != 4 && scheme != 5 || !uri.regionMatches(true, 0, "http", 0, 4)
                    || scheme == 5 && Character.toLowerCase(uri.charAt(4)) != 's') {
                return Optional.empty();
            }
            // A target that names a host counts more than the Host field does.
            int from = scheme + 3;
            int end = from;
            while (end < uri.length() && "/?#".indexOf(uri.charAt(end)) < 0) {
                end++;
            }
            authority = uri.substring(from, end);
            target = end < uri.length() && uri.charAt(end) == '/' ? uri.substring(end) : "/" + uri.substring(end);
        }
        String host = name(authority);
        return named(host) && target.indexOf('#') < 0
                ? Optional.of(new Requested(host, authority, target))
                : Optional.empty();
    }

    /** Whether {@code host} is a name, an IPv4 address, or an IPv6 address in brackets. */
    private static boolean named(String host) {
        boolean bracketed = host.length() > 2 && host.startsWith("[") && host.endsWith("]");
        int end = bracketed ? host.length() - 1 : host.length();
        for (int i = bracketed ? 1 : 0; i < end; i++) {
            char c = host.charAt(i);
            boolean hex = c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c == '.';
            if (!hex && !(bracketed ? c == ':' : c >= 'g' && c <= 'z' || c == '-' || c == '_')) {
                return false;
            }
        }
        return end > 0 && end <= LONGEST_NAME;
    }

    private static String name(String authority) {
        int colon = authority.lastIndexOf(':');
        String name = colon > authority.indexOf(']') ? authority.substring(0, colon) : authority;
        if (colon >= 0 && colon > authority.indexOf(']')
                && !authority.substring(colon + 1).chars().allMatch(c -> c >= '0' && c <= '9')) {
            return "";
        }
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /** The path without its query. */
    String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }
}
