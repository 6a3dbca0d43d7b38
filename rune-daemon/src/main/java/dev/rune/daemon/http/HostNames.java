package dev.rune.daemon.http;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The names this daemon may be called by. A request for another name comes from a browser that was led here by somebody
 * else's DNS entry, and is refused. Immutable.
 */
final class HostNames {
    private final Set<String> names = new HashSet<>();

    /**
     * The names of the loopback interface and {@code more}, of which one may begin with {@code *.} and then stands for
     * all names one level below.
     */
    HostNames(Collection<String> more) {
        names.add("localhost");
        names.add("::1");
        more.forEach(name -> names.add(plain(name)));
    }

    /** Whether a request may be for {@code host}, which has no port; an IPv6 address may stand in brackets. */
    boolean contain(String host) {
        String name = plain(host);
        int dot = name.indexOf('.');
        return names.contains(name) || name.matches("127(\\.[0-9]{1,3}){3}")
                || (dot > 0 && names.contains("*" + name.substring(dot)));
    }

    private static String plain(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.startsWith("[") && name.endsWith("]")) {
            return name.substring(1, name.length() - 1);
        }
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
