package dev.rune.kernel.section;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** One component of a section's record: its names, how its value is written, and what it is when it is left out. */
final class Slot {
    private final RecordComponent component;
    private final MethodHandle accessor;
    private final String key;
    private final List<String> aliases;
    private final Presence presence;
    private final Codec codec;
    private final boolean rest;
    /** The component's value where nothing is written; empty where something must be. */
    private final Optional<Object> absent;

    /** How the component says that nothing was written. */
    private enum Presence {
        OPTIONAL, OPTIONAL_INT, PLAIN
    }

    Slot(RecordComponent component, MethodHandle accessor, Codecs codecs) {
        this.component = component;
        this.accessor = accessor;
        Optional<Key> names = annotation(Key.class);
        this.key = names.map(Key::value).orElse(component.getName());
        this.aliases = names.map(said -> List.of(said.aliases())).orElse(List.of());
        this.rest = component.isAnnotationPresent(Rest.class);
        this.presence = component.getType() == Optional.class
                ? Presence.OPTIONAL
                : component.getType() == OptionalInt.class ? Presence.OPTIONAL_INT : Presence.PLAIN;
        Type type = component.getGenericType();
        this.codec = codecs.of(switch (presence) {
            case OPTIONAL -> ((ParameterizedType) type).getActualTypeArguments()[0];
            case OPTIONAL_INT -> int.class;
            case PLAIN -> type;
        }, component);
        this.absent = absentValue();
    }

    String key() {
        return key;
    }

    /** The names under which the field may be written, its own first. */
    List<String> names() {
        List<String> names = new ArrayList<>(aliases);
        names.addFirst(key);
        return names;
    }

    boolean isRest() {
        return rest;
    }

    Optional<Object> absent() {
        return absent;
    }

    /** What the field is, for a message that misses it. */
    String type() {
        return codec.allowed().isEmpty() ? codec.type() : "one of " + String.join(", ", codec.allowed());
    }

    Field field() {
        return new Field(key, aliases, codec.type(), absent.isEmpty(), annotation(Default.class).map(Default::value),
                codec.allowed(), annotation(Doc.class).map(Doc::value).orElse(codec.doc()), codec.fields(), component);
    }

    Optional<Object> bind(Node node, Place place) {
        return codec.bind(node, place).map(value -> switch (presence) {
            case OPTIONAL -> Optional.of(value);
            case OPTIONAL_INT -> OptionalInt.of((int) value);
            case PLAIN -> value;
        });
    }

    /** The component's value in {@code record}. */
    Object get(Object record) {
        return Calls.get(accessor, record);
    }

    /** The canonical form of the field in {@code record}; empty where it is as if it were left out. */
    Optional<Node> print(Object record) {
        Object value = get(record);
        if (absent.isPresent() && absent.get().equals(value)) {
            return Optional.empty();
        }
        return Optional.of(codec.print(switch (value) {
            case Optional<?> present when presence == Presence.OPTIONAL -> present.orElseThrow();
            case OptionalInt present when presence == Presence.OPTIONAL_INT -> present.getAsInt();
            default -> value;
        }));
    }

    private Optional<Object> absentValue() {
        Optional<Default> said = annotation(Default.class);
        if (said.isPresent()) {
            return Optional.of(presence == Presence.PLAIN
                    ? parsedDefault(said.get().value())
                    : refuse("is optional and has a default; it can be only one of the two"));
        }
        return switch (presence) {
            case OPTIONAL -> Optional.of(Optional.empty());
            case OPTIONAL_INT -> Optional.of(OptionalInt.empty());
            case PLAIN -> switch (codec) {
                case ListCodec _ -> Optional.of(List.of());
                case MapCodec _ -> Optional.of(Map.of());
                case RecordSchema<?> section -> section.ofDefaults();
                case TreeCodec _ when isRest() -> Optional.of(Mapping.empty());
                default -> Optional.empty();
            };
        };
    }

    /** The default's text is read as it would be written plain, or else in quotes. */
    private Object parsedDefault(String text) {
        List<Finding> findings = new ArrayList<>();
        Place place = Place.of(key, findings::add);
        return codec.bind(Scalar.plain(text, Position.NONE), place).or(() -> codec.bind(Scalar.of(text), place))
                .orElseGet(() -> refuse("cannot have the default '" + text + "': " + findings.getLast().message()));
    }

    private Object refuse(String why) {
        throw new IllegalArgumentException(
                "component '" + component.getName() + "' of " + component.getDeclaringRecord().getName() + " " + why);
    }

    private <A extends java.lang.annotation.Annotation> Optional<A> annotation(Class<A> type) {
        return Optional.ofNullable(component.getAnnotation(type));
    }
}
