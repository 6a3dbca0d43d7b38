package dev.rune.cli.term;

import java.util.Locale;
import java.util.Optional;

/** Finds the word that was probably meant. */
public final class Nearest {
    private Nearest() {}

    /** The known word nearest to {@code typed}, where one is near: at most a third of its letters are wrong. */
    public static Optional<String> of(String typed, Iterable<String> known) {
        String word = typed.toLowerCase(Locale.ROOT);
        String best = null;
        int bestDistance = Math.max(1, (typed.length() + 1) / 3) + 1;
        for (String candidate : known) {
            int distance = distance(word, candidate.toLowerCase(Locale.ROOT));
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /** {@code "; did you mean 'word'?"}, or nothing where no word is near. */
    public static String hint(String typed, String... known) {
        return hint(typed, java.util.List.of(known));
    }

    /** {@code "; did you mean 'word'?"}, or nothing where no word is near. */
    public static String hint(String typed, Iterable<String> known) {
        Optional<String> word = of(typed, known);
        return word.isPresent() ? "; did you mean '" + word.get() + "'?" : "";
    }

    /** Letters to insert, delete, replace or swap with their neighbour. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 ? j : j == 0 ? i : step(a, b, i, j, d);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int step(String a, String b, int i, int j, int[][] d) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int least = Math.min(d[i - 1][j - 1] + (same ? 0 : 1), Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, d[i - 2][j - 2] + 1) : least;
    }
}
