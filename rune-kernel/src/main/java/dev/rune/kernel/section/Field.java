package dev.rune.kernel.section;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One field of a section, as a reader and a generator of documentation sees it. Status: evolving since 0.1.
 *
 * @param key       its name in the file
 * @param aliases   other names it is read under
 * @param type      its type for a reader: {@code string}, {@code integer}, {@code seconds}, {@code list of …}
 * @param required  whether it must be written
 * @param byDefault its default as it would be written
 * @param allowed   the words allowed; empty where any value of the type is
 * @param doc       what it means; empty where nothing was said
 * @param fields    the fields of the section it holds; empty where it holds none
 * @param component the record component it is bound to
 */
public record Field(String key, List<String> aliases, String type, boolean required, Optional<String> byDefault,
        List<String> allowed, String doc, List<Field> fields, RecordComponent component) {
    public Field {
        Objects.requireNonNull(key);
        aliases = List.copyOf(aliases);
        Objects.requireNonNull(type);
        Objects.requireNonNull(byDefault);
        allowed = List.copyOf(allowed);
        Objects.requireNonNull(doc);
        fields = List.copyOf(fields);
        Objects.requireNonNull(component);
    }
}
