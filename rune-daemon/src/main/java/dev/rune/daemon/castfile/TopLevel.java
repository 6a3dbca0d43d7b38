package dev.rune.daemon.castfile;

import dev.rune.kernel.section.Finding;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Nearest;
import dev.rune.kernel.section.Node;
import dev.rune.kernel.section.Position;
import dev.rune.kernel.section.Sequence;
import dev.rune.kernel.spi.host.CastDocument;
import dev.rune.kernel.spi.host.CastDocument.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Takes the documents of one file apart into the objects under their top-level keys. One thread. */
final class TopLevel {
    /** What {@code get -o yaml} prints beside a service, and what nobody can wish for. */
    private static final String STATUS = "status";

    private final Consumer<Finding> findings;
    private final List<CastDocument> documents = new ArrayList<>();
    private final Map<String, Kind> single = new LinkedHashMap<>();
    private final Map<String, Kind> several = new LinkedHashMap<>();

    TopLevel(Consumer<Finding> findings) {
        this.findings = findings;
        for (Kind kind : Kind.values()) {
            single.put(kind.word(), kind);
            several.put(kind.word() + "s", kind);
        }
    }

    static Finding nothingIn(String source) {
        return Finding.of(new Position(source, 1, 1), "",
                "the file holds nothing to cast: it needs a service:, secret:, "
                        + "configmap: or namespace:, or a list such as services:");
    }

    /** The objects read so far. */
    List<CastDocument> documents() {
        return List.copyOf(documents);
    }

    void read(Node root) {
        if (!(root instanceof Mapping mapping)) {
            findings.accept(Finding.of(root.position(), "", "a castfile begins with a key such as service:, not with "
                    + (root instanceof Sequence ? "a list; put services: above it" : "a single value")));
            return;
        }
        for (Mapping.Entry entry : mapping.entries()) {
            read(entry, mapping);
        }
    }

    private void read(Mapping.Entry entry, Mapping root) {
        if (single.containsKey(entry.key())) {
            documents.add(new CastDocument(single.get(entry.key()), entry.value()));
        } else if (several.containsKey(entry.key())) {
            readList(entry, several.get(entry.key()));
        } else if (!entry.key().equals(STATUS) || root.entry(Kind.SERVICE.word()).isEmpty()) {
            refuse(entry);
        }
    }

    private void readList(Mapping.Entry entry, Kind kind) {
        if (entry.value() instanceof Sequence list) {
            list.items().forEach(item -> documents.add(new CastDocument(kind, item)));
        } else {
            findings.accept(
                    Finding.of(entry.value().position(), entry.key(), "'" + entry.key() + "' is a list: begin each "
                            + kind.word() + " with '- ', or write " + kind.word() + ": for a single one"));
        }
    }

    private void refuse(Mapping.Entry entry) {
        List<String> known = new ArrayList<>(single.keySet());
        known.addAll(several.keySet());
        Optional<String> nearest = Nearest.of(entry.key(), known);
        findings.accept(new Finding(entry.keyPosition(), entry.key(), "unknown top-level key '" + entry.key() + "'"
                + (nearest.isPresent() ? "" : "; known: " + String.join(", ", known)), nearest));
    }
}
