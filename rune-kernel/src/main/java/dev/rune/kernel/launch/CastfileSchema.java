package dev.rune.kernel.launch;

import dev.rune.kernel.section.Field;
import java.util.List;
import java.util.Objects;

/**
 * Everything a castfile may hold with the plugins of an installation, for references and editors.
 *
 * @param sections the service first, secrets and configmaps, then what each runner, probe and mount adds
 */
public record CastfileSchema(List<Section> sections) {
    public CastfileSchema {
        sections = List.copyOf(sections);
    }

    /** Whose section it is. */
    public enum Kind {
        /** The fields every service has. */
        SERVICE,
        /** The fields of a secret and of a configmap. */
        CONTENT,
        /** The fields of a runner. */
        RUNNER,
        /** The fields of a probe type. */
        PROBE,
        /** The fields of a mount type. */
        MOUNT
    }

    /**
     * One section.
     *
     * @param kind   whose it is
     * @param word   {@code service}, the key that chooses the runner, or the probe's or mount's type word
     * @param inline whether the fields stand in the service itself and not under the word
     * @param fields the fields
     */
    public record Section(Kind kind, String word, boolean inline, List<Field> fields) {
        public Section {
            Objects.requireNonNull(kind);
            Objects.requireNonNull(word);
            fields = List.copyOf(fields);
        }
    }
}
