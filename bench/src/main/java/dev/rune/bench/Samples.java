package dev.rune.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured, and the tables of it. */
final class Samples {
    private final Map<String, Map<String, List<Double>>> byMetric = new LinkedHashMap<>();

    void add(String metric, String peer, double value) {
        byMetric.computeIfAbsent(metric, _ -> new LinkedHashMap<>()).computeIfAbsent(peer, _ -> new ArrayList<>())
                .add(value);
        System.err.printf(Locale.ROOT, "  %-45s %-12s %.2f%n", metric, peer, value);
    }

    /** A Markdown table: a row for each metric, a column for each peer, in each cell the median and the range. */
    String table() {
        var peers = new LinkedHashSet<String>();
        byMetric.values().forEach(row -> peers.addAll(row.keySet()));
        var text = new StringBuilder("| median (min to max) | " + String.join(" | ", peers) + " |\n|---|"
                + "---|".repeat(peers.size()) + "\n");
        byMetric.forEach((metric, row) -> {
            text.append("| ").append(metric);
            peers.forEach(peer -> text.append(" | ").append(cell(row.getOrDefault(peer, List.of()))));
            text.append(" |\n");
        });
        return text.toString();
    }

    private static String cell(List<Double> values) {
        if (values.isEmpty()) {
            return "";
        }
        var sorted = values.stream().sorted().toList();
        return "%s (%s to %s)".formatted(figure(sorted.get(sorted.size() / 2)), figure(sorted.getFirst()),
                figure(sorted.getLast()));
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }
}
