package dev.rune.daemon.castfile;

import dev.rune.kernel.section.Position;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The lines that findings point at, but never one that may hold a secret's value. */
public final class Excerpts {
    private static final int WIDTH = 160;

    /** A secret, or a list of them, at the top of a document. */
    private static final Pattern SECRET = Pattern.compile("[\"']?secrets?[\"']?\\s*:.*");
    /** What else begins at the top. */
    private static final Pattern OTHER = Pattern
            .compile("---.*|[\"']?(services?|configmaps?|namespaces?)[\"']?\\s*:.*");

    private final Map<String, CastSource> sources = new HashMap<>();
    private final Map<String, List<String>> lines = new HashMap<>();

    /** Lines of {@code sources}. */
    public Excerpts(List<CastSource> sources) {
        sources.forEach(source -> this.sources.putIfAbsent(source.name(), source));
    }

    /**
     * The line {@code position} stands in, fit for a terminal: no control characters, every character in the column it
     * has in the file, and cut at its end where it is very long. Empty where there is no such line, or where the
     * position lies beyond the cut.
     */
    public Optional<String> line(Position position) {
        CastSource source = sources.get(position.source());
        if (source == null || position.column() > WIDTH) {
            return Optional.empty();
        }
        List<String> all = lines.computeIfAbsent(source.name(), name -> source.text().lines().toList());
        return position.line() < 1 || position.line() > all.size() || mayBeSecret(all, position.line())
                ? Optional.empty()
                : Optional.of(printable(all.get(position.line() - 1)));
    }

    /** Reads lines, not YAML: where a file is not well formed, nobody knows what belongs to the secret in it. */
    private static boolean mayBeSecret(List<String> all, int line) {
        if (all.stream().anyMatch(text -> text.stripLeading().startsWith("{") && text.contains("secret"))) {
            return true;
        }
        boolean secret = false;
        for (String text : all.subList(0, line)) {
            secret = SECRET.matcher(text).matches() || (secret && !OTHER.matcher(text).matches());
        }
        return secret;
    }

    private static boolean isInvisible(int c) {
        return Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
    }

    private static String printable(String line) {
        StringBuilder shown = new StringBuilder();
        line.codePoints().limit(WIDTH).map(c -> c == '\t' ? ' ' : isInvisible(c) ? 0xFFFD : c)
                .forEach(shown::appendCodePoint);
        return line.codePointCount(0, line.length()) > WIDTH ? shown + "…" : shown.toString();
    }
}
