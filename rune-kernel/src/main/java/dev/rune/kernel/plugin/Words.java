package dev.rune.kernel.plugin;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the word that was probably meant. */
final class Words {
    private Words() {
    }

    /** The one of {@code known} nearest to {@code word}, where one is near enough to be meant. */
    static Optional<String> nearest(String word, Collection<String> known) {
        int near = Math.max(1, word.length() / 3);
        return known.stream().filter(other -> distance(word, other) <= near)
                .min(Comparator.comparingInt((String other) -> distance(word, other)).thenComparing(Comparator.naturalOrder()));
    }

    /** Insertions, deletions and replacements between the two (Levenshtein), row by row. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
