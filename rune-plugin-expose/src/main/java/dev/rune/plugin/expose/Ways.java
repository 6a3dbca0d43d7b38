package dev.rune.plugin.expose;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The routes of services with a host, for looking up. Never changes. */
final class Ways {
    static final Ways NONE = new Ways(List.of());

    private final List<Way> all;
    /** By name. */
    private final Map<String, List<Way>> exact = new HashMap<>();
    /** By what the name ends in: {@code .example.org}. */
    private final Map<String, List<Way>> wildcards = new HashMap<>();

    Ways(List<Way> all) {
        this.all = List.copyOf(all);
        List<Way> longestFirst = new ArrayList<>(all);
        longestFirst
                .sort(Comparator.comparing((Way way) -> way.route().path().map(String::length).orElse(0)).reversed());
        for (Way way : longestFirst) {
            String host = way.route().host().orElseThrow();
            (host.startsWith("*.") ? wildcards : exact)
                    .computeIfAbsent(host.startsWith("*.") ? host.substring(1) : host, _ -> new ArrayList<>()).add(way);
        }
    }

    List<Way> all() {
        return all;
    }

    /**
     * The route of a request.
     *
     * @param host in lower case, without a port
     * @param path without a query
     */
    Optional<Way> find(String host, String path) {
        List<Way> named = exact.get(host);
        for (int dot = host.indexOf('.'); named == null && dot >= 0; dot = host.indexOf('.', dot + 1)) {
            named = wildcards.get(host.substring(dot));
        }
        if (named == null) {
            return Optional.empty();
        }
        for (Way way : named) {
            if (way.route().path().isEmpty() || under(path, way.route().path().orElseThrow())) {
                return Optional.of(way);
            }
        }
        return Optional.empty();
    }

    private static boolean under(String path, String prefix) {
        return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }
}
