package dev.rune.daemon.http;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How many requests were answered, by method and status. Safe for use by many threads. */
final class RequestCounts {
    /** What was asked and answered. */
    record Kind(String method, int status) implements Comparable<Kind> {
        @Override
        public int compareTo(Kind other) {
            int byMethod = method.compareTo(other.method);
            return byMethod != 0 ? byMethod : Integer.compare(status, other.status);
        }
    }

    /** A client could make up any number of methods; these are counted by name, the rest together. */
    private static final String KNOWN = " DELETE GET HEAD OPTIONS PATCH POST PUT ";

    private final Map<Kind, LongAdder> counts = new ConcurrentHashMap<>();

    void count(String method, int status) {
        String name = KNOWN.contains(" " + method + " ") ? method : "other";
        counts.computeIfAbsent(new Kind(name, status), _ -> new LongAdder()).increment();
    }

    Map<Kind, Long> snapshot() {
        Map<Kind, Long> snapshot = new TreeMap<>();
        counts.forEach((kind, count) -> snapshot.put(kind, count.sum()));
        return snapshot;
    }
}
