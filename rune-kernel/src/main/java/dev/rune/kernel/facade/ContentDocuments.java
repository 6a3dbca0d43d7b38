package dev.rune.kernel.facade;

import dev.rune.kernel.facade.Admission.AdmittedContent;
import dev.rune.kernel.section.Doc;
import dev.rune.kernel.section.Finding;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Node;
import dev.rune.kernel.section.Position;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.section.Sequence;
import dev.rune.kernel.spec.ContentKind;
import dev.rune.kernel.spec.ContentLimits;
import dev.rune.kernel.spec.Label;
import dev.rune.kernel.spec.OpaqueBytes;
import dev.rune.kernel.spi.host.CastDocument;
import java.lang.invoke.MethodHandles;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Reads secrets and configmaps from castfiles. What it says of them never holds a value. Safe for use by many threads. */
final class ContentDocuments {
    /** The castfile's {@code secret} and {@code configmap}. */
    static final SectionType<ContentSpec> TYPE = SectionType.of(MethodHandles.lookup(), ContentSpec.class);

    private static final Set<String> ITEM = Set.of("key", "value", "valueBase64");

    private final ContentLimits limits;

    ContentDocuments(ContentLimits limits) {
        this.limits = limits;
    }

    /**
     * A secret or configmap as it is written.
     *
     * @param name      its name
     * @param namespace where it lives; empty until a cast has decided it
     * @param data      keys with values
     */
    @Doc("Named values for services: a secret's are kept encrypted and shown to nobody.")
    record ContentSpec(@Doc("Unique in its namespace.") Label name,
            @Doc("Must exist, unless `--create-namespace` is said. Wins over `-n`.") Optional<Label> namespace,
            @Doc("A mapping of keys to values, or a list of `key` with `value` or `valueBase64`. A value is any scalar, taken as written; bytes that are no text are written as `valueBase64`.") Optional<Node> data) {}

    Optional<AdmittedContent> admit(CastDocument document, Consumer<Finding> findings) {
        ContentKind kind = ContentKind.valueOf(document.kind().name());
        if (!(document.body() instanceof Mapping body)) {
            return fault(findings, document.body().position(), kind.word(),
                    "a " + kind.word() + " is a mapping with 'name' and 'data'");
        }
        Faults faults = new Faults(findings);
        Optional<ContentSpec> spec = TYPE.bind(body, kind.word(), faults);
        Map<String, OpaqueBytes> data = new LinkedHashMap<>();
        body.get("data").ifPresent(written -> read(written, kind.word() + ".data", data, faults));
        limits.faults(data).forEach(message -> fault(faults, body.get("data").orElse(body).position(),
                kind.word() + ".data", kind.word() + " data: " + message));
        return spec.filter(_ -> !faults.any).map(
                good -> new AdmittedContent(kind, good.name(), good.namespace(), data, body.position()));
    }

    /** Hands findings on and remembers that there were some. One thread. */
    private static final class Faults implements Consumer<Finding> {
        private final Consumer<Finding> next;
        private boolean any;

        Faults(Consumer<Finding> next) {
            this.next = next;
        }

        @Override
        public void accept(Finding finding) {
            any = true;
            next.accept(finding);
        }
    }

    private static void read(Node written, String path, Map<String, OpaqueBytes> data, Consumer<Finding> findings) {
        switch (written) {
            case Mapping mapping -> mapping.entries().forEach(entry -> value(entry.value(), path + "." + entry.key(),
                    findings).ifPresent(value -> data.put(entry.key(), value)));
            case Sequence list -> {
                for (int i = 0; i < list.items().size(); i++) {
                    item(list.items().get(i), path + "[" + i + "]", data, findings);
                }
            }
            case Scalar scalar -> fault(findings, scalar.position(), path,
                    "'data' is a mapping of keys to values, or a list of 'key' with 'value' or 'valueBase64'");
        }
    }

    private static void item(Node item, String path, Map<String, OpaqueBytes> data, Consumer<Finding> findings) {
        if (!(item instanceof Mapping mapping) || !(mapping.get("key").orElse(item) instanceof Scalar key)) {
            fault(findings, item.position(), path, "an item of 'data' has a 'key', and a 'value' or 'valueBase64'");
            return;
        }
        requireKnown(mapping, path, ITEM, findings);
        Optional<OpaqueBytes> value = bytes(mapping, path, findings);
        if (data.containsKey(key.text())) {
            fault(findings, key.position(), path + ".key", "the key '" + key.text() + "' stands twice");
        }
        value.ifPresent(found -> data.put(key.text(), found));
    }

    /** A scalar as it is written, or a mapping that says that it is bytes. */
    private static Optional<OpaqueBytes> value(Node node, String path, Consumer<Finding> findings) {
        if (node instanceof Mapping mapping) {
            requireKnown(mapping, path, Set.of("value", "valueBase64"), findings);
            return bytes(mapping, path, findings);
        }
        return text(node, path, findings);
    }

    private static Optional<OpaqueBytes> bytes(Mapping mapping, String path, Consumer<Finding> findings) {
        Optional<Node> text = mapping.get("value");
        Optional<Node> coded = mapping.get("valueBase64");
        if (text.isPresent() == coded.isPresent()) {
            return fault(findings, mapping.position(), path, "exactly one of 'value' and 'valueBase64' is wanted");
        }
        return text.isPresent()
                ? text(text.get(), path + ".value", findings)
                : decoded(coded.orElseThrow(), path + ".valueBase64", findings);
    }

    private static Optional<OpaqueBytes> text(Node node, String path, Consumer<Finding> findings) {
        if (!(node instanceof Scalar scalar) || scalar.kind() == Scalar.Kind.NULL) {
            return fault(findings, node.position(), path,
                    "the value must be a single one, as text; write '' for an empty one");
        }
        return Optional.of(OpaqueBytes.ofText(scalar.text()));
    }

    private static Optional<OpaqueBytes> decoded(Node node, String path, Consumer<Finding> findings) {
        if (node instanceof Scalar scalar && scalar.kind() != Scalar.Kind.NULL) {
            try {
                return Optional.of(OpaqueBytes.of(Base64.getDecoder().decode(scalar.text().replaceAll("\\s", ""))));
            } catch (IllegalArgumentException noBase64) {
                // Said below, without the text.
            }
        }
        return fault(findings, node.position(), path,
                "this is no Base64: letters, digits, '+' and '/', filled up with '=' to a multiple of 4");
    }

    private static void requireKnown(Mapping mapping, String path, Set<String> known, Consumer<Finding> findings) {
        mapping.entries().stream().filter(entry -> !known.contains(entry.key())).forEach(entry -> fault(findings,
                entry.keyPosition(), path,
                "unknown key; known here: " + String.join(", ", known.stream().sorted().toList())));
    }

    private static <T> Optional<T> fault(Consumer<Finding> findings, Position position, String path, String message) {
        findings.accept(Finding.of(position, path, message));
        return Optional.empty();
    }
}
