package dev.rune.kernel.section;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The binder behind {@link SectionType}: the fields of a record, bound one by one and put together. */
final class RecordSchema<R extends Record> implements Codec {
    private final Class<R> record;
    private final MethodHandle constructor;
    private final List<Slot> slots = new ArrayList<>();
    private final Map<String, Slot> byName = new LinkedHashMap<>();

    RecordSchema(Class<R> record, MethodHandles.Lookup lookup, Codecs codecs) {
        this.record = record;
        RecordComponent[] components = record.getRecordComponents();
        Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            constructor = lookup.findConstructor(record, MethodType.methodType(void.class, types));
            for (RecordComponent component : components) {
                add(new Slot(component, lookup.unreflect(component.getAccessor()), codecs));
            }
        } catch (NoSuchMethodException | IllegalAccessException closed) {
            throw new IllegalArgumentException(
                    "record " + record.getName() + " cannot be reached through the lookup of "
                            + lookup.lookupClass().getName(),
                    closed);
        }
        shorthand().filter(key -> !byName.containsKey(key)).ifPresent(key -> {
            throw new IllegalArgumentException(
                    "record " + record.getName() + " has no field '" + key + "' to be short for");
        });
    }

    static <R extends Record> RecordSchema<R> of(MethodHandles.Lookup lookup, Class<R> record) {
        return new Codecs(lookup).section(record);
    }

    @Override
    public String type() {
        return "section";
    }

    @Override
    public String doc() {
        return Optional.ofNullable(record.getAnnotation(Doc.class)).map(Doc::value).orElse("");
    }

    @Override
    public List<Field> fields() {
        return slots.stream().filter(slot -> !slot.isRest()).map(Slot::field).toList();
    }

    Optional<R> bind(Node node, String path, Consumer<Finding> findings) {
        return bind(node, Place.of(path, findings)).map(record::cast);
    }

    @Override
    public Optional<Object> bind(Node node, Place place) {
        Optional<Mapping> mapping = asMapping(node);
        if (mapping.isEmpty()) {
            return place.mismatch(node, "a mapping");
        }
        return new Binding(mapping.get(), place).result();
    }

    /** The record of an empty section; empty where something must be written in it. */
    Optional<Object> ofDefaults() {
        return bind(Mapping.empty(), Place.of("", finding -> {}));
    }

    Mapping print(R value) {
        return printed(value);
    }

    @Override
    public Node print(Object value) {
        return printed(value);
    }

    private Mapping printed(Object value) {
        List<Mapping.Entry> entries = new ArrayList<>();
        for (Slot slot : slots) {
            if (slot.isRest()) {
                entries.addAll(((Mapping) slot.get(value)).entries());
            } else {
                slot.print(value).ifPresent(node -> entries.add(new Mapping.Entry(slot.key(), Position.NONE, node)));
            }
        }
        return new Mapping(entries, Position.NONE);
    }

    private void add(Slot slot) {
        if (slot.isRest() && slots.stream().anyMatch(Slot::isRest)) {
            throw new IllegalArgumentException("record " + record.getName() + " has two components for the rest");
        }
        slots.add(slot);
        if (!slot.isRest()) {
            for (String name : slot.names()) {
                if (byName.put(name, slot) != null) {
                    throw new IllegalArgumentException(
                            "record " + record.getName() + " has two fields named '" + name + "'");
                }
            }
        }
    }

    private Optional<String> shorthand() {
        return Optional.ofNullable(record.getAnnotation(Shorthand.class)).map(Shorthand::value);
    }

    private Optional<Mapping> asMapping(Node node) {
        return switch (node) {
            case Mapping mapping -> Optional.of(mapping);
            case Scalar scalar when scalar.kind() != Scalar.Kind.NULL -> shorthand().map(key -> new Mapping(
                    List.of(new Mapping.Entry(key, scalar.position(), scalar)), scalar.position()));
            default -> Optional.empty();
        };
    }

    /** One binding: what was written for each slot, and whether all of it was right. One thread. */
    private final class Binding {
        private final Mapping mapping;
        private final Place place;
        private final Map<Slot, Mapping.Entry> written = new LinkedHashMap<>();
        private final Map<Slot, Object> values = new LinkedHashMap<>();
        private final List<Mapping.Entry> rest = new ArrayList<>();
        private boolean faulty;

        Binding(Mapping mapping, Place place) {
            this.mapping = mapping;
            this.place = new Place(place.path(), place.name(), finding -> {
                faulty = true;
                place.findings().accept(finding);
            });
        }

        Optional<Object> result() {
            mapping.entries().forEach(this::read);
            slots.stream().filter(slot -> !written.containsKey(slot)).forEach(this::leftOut);
            return faulty ? Optional.empty() : construct();
        }

        private void read(Mapping.Entry entry) {
            Slot slot = byName.get(entry.key());
            if (slot == null) {
                other(entry);
                return;
            }
            Mapping.Entry first = written.putIfAbsent(slot, entry);
            if (first != null) {
                place.key(entry.key()).fault(entry.keyPosition(),
                        "'" + entry.key() + "' is the same field as '" + first.key() + "' above it: write one of them");
                return;
            }
            slot.bind(entry.value(), place.key(entry.key())).ifPresent(value -> values.put(slot, value));
        }

        private void other(Mapping.Entry entry) {
            if (slots.stream().anyMatch(Slot::isRest)) {
                rest.add(entry);
                return;
            }
            Optional<String> nearest = Nearest.of(entry.key(), byName.keySet());
            String known = nearest.isPresent()
                    ? ""
                    : "; known here: "
                            + String.join(", ", slots.stream().map(Slot::key).toList());
            place.key(entry.key()).fault(entry.keyPosition(),
                    "unknown key '" + Place.shorten(entry.key()) + "'" + known,
                    nearest);
        }

        private void leftOut(Slot slot) {
            if (slot.isRest()) {
                values.put(slot, new Mapping(rest, mapping.position()));
            } else {
                slot.absent().ifPresentOrElse(value -> values.put(slot, value),
                        () -> place.key(slot.key()).fault(mapping.position(),
                                place.subject() + "lacks the key '" + slot.key() + "' (" + slot.type() + ")"));
            }
        }

        private Optional<Object> construct() {
            try {
                return Optional.of(Calls.construct(constructor, slots.stream().map(values::get).toArray()));
            } catch (SectionException misfit) {
                Slot slot = byName.get(misfit.key());
                Mapping.Entry entry = slot == null ? null : written.get(slot);
                return place.key(misfit.key()).fault(entry == null ? mapping.position() : entry.value().position(),
                        String.valueOf(misfit.getMessage()));
            } catch (IllegalArgumentException misfit) {
                return place.fault(mapping.position(), String.valueOf(misfit.getMessage()));
            }
        }
    }
}
