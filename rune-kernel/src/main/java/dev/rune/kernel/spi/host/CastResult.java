package dev.rune.kernel.spi.host;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What a cast did, or would do. Status: stable since 0.1.
 *
 * @param objects one for each document, in the order they were applied
 */
public record CastResult(List<CastObject> objects) {
    public CastResult {
        objects = List.copyOf(objects);
    }

    /** What became of an object. */
    public enum Outcome {
        /** It is new. */
        CREATED,
        /** It was there and is different now. */
        UPDATED,
        /** It was there and is the same. */
        UNCHANGED,
        /** It says {@code skip: true}. */
        SKIPPED;

        /** The word people see: {@code created}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One object.
     *
     * @param kind       what it is
     * @param namespace  where it lives; empty for a namespace
     * @param name       its name
     * @param outcome    what became of it
     * @param generation the generation that brings what was cast: that of this cast, or, unchanged, of the update that
     *                   goes on, else the latest; 0 for what is no service
     * @param replaces   whether running instances will be replaced
     * @param changes    what is different, field by field
     * @param notes      what a person should know, such as that an update will stop before it starts
     */
    public record CastObject(CastDocument.Kind kind, String namespace, String name, Outcome outcome, long generation,
            boolean replaces, List<FieldChange> changes, List<String> notes) {
        public CastObject {
            Objects.requireNonNull(kind);
            Objects.requireNonNull(namespace);
            Objects.requireNonNull(name);
            Objects.requireNonNull(outcome);
            changes = List.copyOf(changes);
            notes = List.copyOf(notes);
        }
    }

    /**
     * One field that is different.
     *
     * @param path   the field, such as {@code env.LOG_LEVEL}
     * @param before its value before, as text; empty where there was none
     * @param after  its value now; empty where there is none
     */
    public record FieldChange(String path, String before, String after) {
        public FieldChange {
            Objects.requireNonNull(path);
            Objects.requireNonNull(before);
            Objects.requireNonNull(after);
        }
    }
}
