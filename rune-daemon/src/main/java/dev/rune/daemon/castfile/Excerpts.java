package dev.rune.daemon.castfile;

import dev.rune.kernel.section.Position;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The lines that findings point at. */
public final class Excerpts {
    private static final int WIDTH = 160;

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
        return position.line() < 1 || position.line() > all.size()
                ? Optional.empty()
                : Optional.of(printable(all.get(position.line() - 1)));
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
