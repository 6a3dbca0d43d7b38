package dev.rune.daemon.reference;

import dev.rune.kernel.launch.CastfileSchema;
import dev.rune.kernel.section.Field;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/** The castfile reference as Markdown. Pure. */
public final class CastfileReference {
    private static final String INTRODUCTION = """
            # Castfile reference

            Written by `runed reference` from the schemas that castfiles are checked with; do not edit it by hand.

            A castfile is YAML. A file may hold several documents, separated by `---`, and a document several of the
            keys `service`, `services` (a list), `secret`, `secrets`, `configmap`, `configmaps`, `namespace`,
            `namespaces`. All of a cast is accepted or none of it; every fault is told at once, with file, line and
            column. `rune lint` says the same without a daemon.

            In the tables *seconds* is a number of seconds, *list of …* a YAML list, *map of …* a YAML mapping whose keys you
            choose. A field without a default may be left out unless it is **required**.
            """;

    private final StringBuilder text = new StringBuilder(INTRODUCTION);
    /** Sections inside sections, told after the one that holds them. */
    private final Deque<Nested> pending = new ArrayDeque<>();

    private record Nested(String path, List<Field> fields) {}

    private CastfileReference() {}

    /** The reference of everything in {@code schema}. */
    public static String of(CastfileSchema schema) {
        CastfileReference reference = new CastfileReference();
        schema.sections().forEach(reference::section);
        return reference.text.toString();
    }

    private void section(CastfileSchema.Section section) {
        switch (section.kind()) {
            case SERVICE -> {
                text.append("\n## service\n\nWhat to run is said by exactly one of the runners' keys; see below.\n");
                table("service", section.fields());
            }
            case CONTENT -> {
                text.append(
                        "\n## secret, configmap\n\nNamed values for services. A secret's are kept encrypted and shown to "
                                + "nobody; a configmap's are shown.\n");
                table("secret", section.fields());
            }
            case RUNNER -> {
                text.append("\n## Runner `").append(section.word()).append("`\n\n").append(section.inline()
                        ? "These keys stand in the service itself.\n"
                        : "These keys stand under `service." + section.word() + "`.\n");
                table(section.inline() ? "service" : "service." + section.word(), section.fields());
            }
            case PROBE -> {
                text.append("\n## Probe `").append(section.word())
                        .append("`\n\nThese keys stand beside `type: ").append(section.word()).append("`.\n");
                table("service.health.*", section.fields());
            }
            case MOUNT -> {
                text.append("\n## Mount `").append(section.word())
                        .append("`\n\nThese keys stand beside `type: ").append(section.word())
                        .append("` in an entry of `service.mounts`.\n");
                table("service.mounts[]", section.fields());
            }
        }
        while (!pending.isEmpty()) {
            Nested nested = pending.removeFirst();
            text.append("\n### `").append(nested.path).append("`\n");
            table(nested.path, nested.fields);
        }
    }

    private void table(String path, List<Field> fields) {
        if (fields.isEmpty()) {
            text.append("\nNone.\n");
            return;
        }
        text.append("\n| Field | Type | Default | |\n|---|---|---|---|\n");
        fields.forEach(field -> row(path, field));
    }

    private void row(String path, Field field) {
        String type = field.allowed().isEmpty()
                ? field.type()
                : field.allowed().stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
        String byDefault = field.required()
                ? "**required**"
                : field.byDefault().filter(word -> !word.isEmpty()).map(word -> "`" + word + "`").orElse("");
        String also = field.aliases().isEmpty()
                ? ""
                : " Also written " + field.aliases().stream().map(word -> "`" + word + "`")
                        .collect(Collectors.joining(", ")) + ".";
        text.append("| `").append(field.key()).append("` | ").append(type).append(" | ").append(byDefault).append(" | ")
                .append(field.doc()).append(also).append(" |\n");
        if (!field.fields().isEmpty()) {
            pending.addLast(new Nested(path + "." + field.key(), field.fields()));
        }
    }
}
