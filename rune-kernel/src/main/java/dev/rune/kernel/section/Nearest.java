package dev.rune.kernel.section;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known word that was probably meant. Status: stable since 0.1. */
public final class Nearest {
    /** A longer word is no slip of a finger, and comparing it would cost more than the answer is worth. */
    private static final int LONGEST = 64;

    private Nearest() {}

    /**
     * The one of {@code known} that differs least from {@code word}: by letter case alone, or by a few letters left out,
     * added, changed or swapped (two, or a third of the word where that is more; one in a word of up to three letters).
     */
    public static Optional<String> of(String word, Collection<String> known) {
        if (word.isEmpty() || word.length() > LONGEST) {
            return Optional.empty();
        }
        int limit = Math.max(word.length() <= 3 ? 1 : 2, word.length() / 3);
        return known.stream().filter(candidate -> Math.abs(candidate.length() - word.length()) <= limit)
                .map(candidate -> new Candidate(candidate, distance(fold(word), fold(candidate))))
                .filter(candidate -> candidate.distance <= limit).min(Comparator.comparingInt(Candidate::distance))
                .map(Candidate::word);
    }

    private record Candidate(String word, int distance) {}

    private static String fold(String word) {
        return word.toLowerCase(Locale.ROOT);
    }

    /** The optimal string alignment distance: Levenshtein's, where swapping two neighbours costs one. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cheapest(int[][] cost, String a, String b, int i, int j) {
        int change = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(change, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, 1 + cost[i - 2][j - 2]) : least;
    }
}
