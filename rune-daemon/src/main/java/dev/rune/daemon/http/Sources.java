package dev.rune.daemon.http;

import dev.rune.daemon.http.Documents.LocatedFinding;
import dev.rune.kernel.section.Finding;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The texts that findings point into, by the names that positions carry. */
public final class Sources {
    /** No texts at hand. */
    static final Sources NONE = new Sources(List.of());

    /** A longer line is cut: an excerpt is to be looked at. */
    private static final int LONGEST = 240;

    private final Map<String, String> texts = new HashMap<>();

    /** These texts. */
    public Sources(List<CastText> files) {
        files.forEach(file -> texts.put(file.name(), file.text()));
    }

    /** The line that {@code finding} is about, without its end, cut where it is very long; empty where there is none. */
    public Optional<String> excerpt(Finding finding) {
        String text = texts.get(finding.position().source());
        return text == null || finding.position().line() == 0 ? Optional.empty()
                : text.lines().skip(finding.position().line() - 1L).findFirst()
                        .map(line -> line.length() > LONGEST ? line.substring(0, LONGEST) : line);
    }

    LocatedFinding locate(Finding finding) {
        return new LocatedFinding(finding, excerpt(finding));
    }
}
