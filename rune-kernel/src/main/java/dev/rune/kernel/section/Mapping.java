package dev.rune.kernel.section;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Keys with their values, in the order they were written. Equality does not look at the order. Status: stable since
 * 0.1.
 */
public final class Mapping implements Node {
    /**
     * A key with its value.
     *
     * @param key         the key's text
     * @param keyPosition where the key stands
     * @param value       the value
     */
    public record Entry(String key, Position keyPosition, Node value) {
        public Entry {
            Objects.requireNonNull(key);
            Objects.requireNonNull(keyPosition);
            Objects.requireNonNull(value);
        }
    }

    private final Map<String, Entry> entries;
    private final Position position;

    /**
     * The entries in their order, beginning at {@code position}.
     *
     * @throws IllegalArgumentException when a key occurs twice; a reader of text reports that before it comes here
     */
    public Mapping(Collection<Entry> entries, Position position) {
        Map<String, Entry> byKey = new LinkedHashMap<>();
        for (Entry entry : entries) {
            if (byKey.putIfAbsent(entry.key(), entry) != null) {
                throw new IllegalArgumentException("key '" + entry.key() + "' occurs twice");
            }
        }
        this.entries = Collections.unmodifiableMap(byKey);
        this.position = Objects.requireNonNull(position);
    }

    /** A mapping that stands in no file. */
    public static Mapping of(Map<String, ? extends Node> values) {
        return new Mapping(
                values.entrySet().stream().map(e -> new Entry(e.getKey(), Position.NONE, e.getValue())).toList(),
                Position.NONE);
    }

    /** The empty mapping that stands in no file. */
    public static Mapping empty() {
        return of(Map.of());
    }

    /** The entries in their order. */
    public Collection<Entry> entries() {
        return entries.values();
    }

    /** The entry of {@code key}. */
    public Optional<Entry> entry(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    /** The value of {@code key}. */
    public Optional<Node> get(String key) {
        return entry(key).map(Entry::value);
    }

    @Override
    public Position position() {
        return position;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Mapping mapping && values().equals(mapping.values());
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    @Override
    public String toString() {
        return values().toString();
    }

    private Map<String, Node> values() {
        Map<String, Node> values = new LinkedHashMap<>();
        entries.values().forEach(entry -> values.put(entry.key(), entry.value()));
        return values;
    }
}
