package dev.rune.daemon.castfile;

import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Node;
import dev.rune.kernel.section.Position;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.section.Scalar.Kind;
import dev.rune.kernel.section.Sequence;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * Trees as JSON. For clients ({@link #write}) a scalar that JSON has no number for, such as {@code 007} or
 * {@code .inf}, is a string. For the store ({@link #exact}) nothing is lost: such a scalar is an object of one key,
 * {@code {"$integer": "007"}}, a key that begins with {@code $} has one more of them, and one with half a surrogate pair,
 * which the parser refuses, is written as the numbers of its chars, {@code $utf16:0061d83d}.
 */
public final class JsonNodes {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Text with half a surrogate pair has no UTF-8; escaped it comes back as it was.
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(200)
                    .maxNameLength(Integer.MAX_VALUE).maxStringLength(Integer.MAX_VALUE).build())
            .build();
    private static final Pattern NUMBER = Pattern
            .compile("-?(0|[1-9][0-9]{0,99})(\\.[0-9]{1,100})?([eE][-+]?[0-9]{1,9})?");
    private static final String MARK = "$";
    private static final String CHARS = "$utf16:";

    private JsonNodes() {}

    /** Writes {@code node} for a client. */
    public static void write(Node node, JsonGenerator generator) {
        switch (node) {
            case Scalar scalar when isJson(scalar) -> writeValue(scalar, generator);
            case Scalar scalar -> writeLoose(scalar, generator);
            case Sequence sequence -> {
                generator.writeStartArray();
                sequence.items().forEach(item -> write(item, generator));
                generator.writeEndArray();
            }
            case Mapping mapping -> {
                generator.writeStartObject();
                for (Mapping.Entry entry : mapping.entries()) {
                    generator.writeName(entry.key());
                    write(entry.value(), generator);
                }
                generator.writeEndObject();
            }
        }
    }

    /** The text that {@link #readExact} makes an equal tree of. ASCII. */
    public static String exact(Node node) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            write(escaped(node), generator);
        }
        return text.toString();
    }

    /**
     * The tree that {@link #exact} wrote.
     *
     * @throws IllegalArgumentException when {@code json} is not what it wrote
     */
    public static Node readExact(String json) {
        return unescaped(read(json));
    }

    /**
     * A tree of any JSON text, without positions.
     *
     * @throws IllegalArgumentException when it is no JSON, or has a key twice
     */
    public static Node read(String json) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            parser.nextToken();
            Node node = value(parser);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("something follows after the JSON value");
            }
            return node;
        } catch (StreamReadException syntax) {
            throw new IllegalArgumentException("this is no JSON: " + syntax.getOriginalMessage(), syntax);
        } catch (JacksonException other) {
            throw new IllegalArgumentException("this is no JSON that can be read: " + other.getOriginalMessage(),
                    other);
        }
    }

    private static Node value(JsonParser parser) {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> Scalar.of(parser.getString());
            case VALUE_NUMBER_INT -> new Scalar(Kind.INTEGER, parser.getString(), Position.NONE);
            case VALUE_NUMBER_FLOAT -> new Scalar(Kind.DECIMAL, parser.getString(), Position.NONE);
            case VALUE_TRUE, VALUE_FALSE -> Scalar.of(token == JsonToken.VALUE_TRUE);
            case VALUE_NULL -> new Scalar(Kind.NULL, "null", Position.NONE);
            case null, default -> throw new IllegalArgumentException("this is no JSON: there is no value");
        };
    }

    private static Mapping object(JsonParser parser) {
        Map<String, Node> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            entries.put(key, value(parser));
        }
        return Mapping.of(entries);
    }

    private static Sequence array(JsonParser parser) {
        List<Node> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return Sequence.of(items);
    }

    /** Whether JSON has a value of the same kind and text. */
    private static boolean isJson(Scalar scalar) {
        String text = scalar.text();
        return switch (scalar.kind()) {
            case STRING -> true;
            case INTEGER ->
                NUMBER.matcher(text).matches() && text.chars().noneMatch(c -> c == '.' || c == 'e' || c == 'E');
            case DECIMAL ->
                NUMBER.matcher(text).matches() && text.chars().anyMatch(c -> c == '.' || c == 'e' || c == 'E');
            case BOOLEAN -> text.equals("true") || text.equals("false");
            case NULL -> text.equals("null");
        };
    }

    private static void writeValue(Scalar scalar, JsonGenerator generator) {
        switch (scalar.kind()) {
            case STRING -> generator.writeString(scalar.text());
            case INTEGER, DECIMAL -> generator.writeNumber(scalar.text());
            case BOOLEAN -> generator.writeBoolean(scalar.text().equals("true"));
            case NULL -> generator.writeNull();
        }
    }

    private static void writeLoose(Scalar scalar, JsonGenerator generator) {
        switch (scalar.kind()) {
            case BOOLEAN -> generator.writeBoolean(scalar.text().equalsIgnoreCase("true"));
            case NULL -> generator.writeNull();
            default -> generator.writeString(scalar.text());
        }
    }

    private static Node escaped(Node node) {
        return switch (node) {
            case Scalar scalar ->
                isJson(scalar) ? scalar : Mapping.of(Map.of(word(scalar.kind()), Scalar.of(scalar.text())));
            case Sequence sequence -> Sequence.of(sequence.items().stream().map(JsonNodes::escaped).toList());
            case Mapping mapping -> {
                Map<String, Node> entries = new LinkedHashMap<>();
                mapping.entries().forEach(entry -> entries.put(marked(entry.key()), escaped(entry.value())));
                yield Mapping.of(entries);
            }
        };
    }

    private static Node unescaped(Node node) {
        return switch (node) {
            case Scalar scalar -> scalar;
            case Sequence sequence -> Sequence.of(sequence.items().stream().map(JsonNodes::unescaped).toList());
            case Mapping mapping -> marked(mapping).<Node>map(scalar -> scalar).orElseGet(() -> {
                Map<String, Node> entries = new LinkedHashMap<>();
                mapping.entries().forEach(entry -> entries.put(unmarked(entry.key()), unescaped(entry.value())));
                return Mapping.of(entries);
            });
        };
    }

    private static Optional<Scalar> marked(Mapping mapping) {
        for (Kind kind : Kind.values()) {
            if (mapping.entries().size() == 1 && mapping.get(word(kind)).orElse(mapping) instanceof Scalar text) {
                return Optional.of(new Scalar(kind, text.text(), Position.NONE));
            }
        }
        return Optional.empty();
    }

    private static String marked(String key) {
        if (key.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            return key.chars().mapToObj("%04x"::formatted).collect(Collectors.joining("", CHARS, ""));
        }
        return key.startsWith(MARK) ? MARK + key : key;
    }

    private static String unmarked(String key) {
        if (key.startsWith(CHARS)) {
            StringBuilder chars = new StringBuilder();
            for (int i = CHARS.length(); i < key.length(); i += 4) {
                chars.append((char) HexFormat.fromHexDigits(key, i, Math.min(key.length(), i + 4)));
            }
            return chars.toString();
        }
        if (key.startsWith(MARK) && !key.startsWith(MARK + MARK)) {
            throw new IllegalArgumentException("the key '" + key + "' was not written by this program");
        }
        return key.startsWith(MARK) ? key.substring(1) : key;
    }

    private static String word(Kind kind) {
        return MARK + kind.name().toLowerCase(Locale.ROOT);
    }
}
