package dev.rune.daemon.castfile;

import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.section.Finding;
import dev.rune.kernel.section.Node;
import dev.rune.kernel.spi.host.CastDocument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/**
 * What several castfiles say together. Their schema is not checked here: that is the kernel's, which is given the
 * documents even where there are findings already, so that a person is told of all faults at once.
 *
 * @param sources   the names of the files, in the order given
 * @param documents the objects, as far as they could be read
 * @param findings  the faults of the files
 */
public record Castfile(List<String> sources, List<CastDocument> documents, List<Finding> findings) {
    /** More than anybody reads at once. */
    private static final int MOST_FINDINGS = 100;

    public Castfile {
        sources = List.copyOf(sources);
        documents = List.copyOf(documents);
        findings = List.copyOf(findings);
    }

    /** Reads {@code sources}, each to its end or to the first fault of its syntax. */
    public static Castfile read(List<CastSource> sources) {
        List<CastDocument> documents = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (CastSource source : sources) {
            int faultsBefore = findings.size();
            List<Node> roots = YamlReader.documents(source, findings::add);
            TopLevel topLevel = new TopLevel(findings::add);
            roots.forEach(topLevel::read);
            documents.addAll(topLevel.documents());
            if (topLevel.documents().isEmpty() && findings.size() == faultsBefore) {
                findings.add(TopLevel.nothingIn(source.name()));
            }
        }
        return new Castfile(sources.stream().map(CastSource::name).toList(), documents, findings);
    }

    /**
     * The problem to answer with.
     *
     * @param more what was found in the documents
     */
    public Problem problem(List<Finding> more) {
        SequencedSet<Finding> all = new LinkedHashSet<>(findings);
        all.addAll(more);
        List<Finding> sorted = all.stream().sorted(Comparator
                .<Finding>comparingInt(finding -> sources.indexOf(finding.position().source()))
                .thenComparingInt(finding -> finding.position().line())
                .thenComparingInt(finding -> finding.position().column())).toList();
        List<Finding> shown = sorted.subList(0, Math.min(sorted.size(), MOST_FINDINGS));
        String counted = sorted.size() == 1 ? "1 fault" : sorted.size() + " faults";
        return new Problem(ProblemCode.INVALID, "the castfile has " + counted
                + (shown.size() < sorted.size() ? ", of which the first " + shown.size() + " are shown" : "")
                + "; nothing was changed", shown);
    }
}
