package dev.rune.daemon.http;

import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Node;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.section.Sequence;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** Writes and reads JSON as a stream of tokens; nothing here needs reflection. */
final class Json {
    private static final JsonFactory FACTORY = JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(16).maxNameLength(1024)
                    .maxStringLength(Body.CAST_LIMIT).build())
            .build();

    private Json() {}

    /** The UTF-8 bytes of the one value that {@code writer} writes. */
    static byte[] bytes(Consumer<JsonGenerator> writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator out = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            writer.accept(out);
        }
        return bytes.toByteArray();
    }

    /** The UTF-8 bytes of {@code value}. */
    static <T> byte[] bytes(Shape<T> shape, T value) {
        return bytes(out -> shape.write(out, value));
    }

    /** Reads {@code text}; twice the same key is an error. */
    static JsonParser parser(byte[] text) {
        return FACTORY.createParser(ObjectReadContext.empty(), text);
    }

    /** What {@code json} says, in the order it says it, standing in no file. */
    static Node node(byte[] json) {
        try (JsonParser in = parser(json)) {
            in.nextToken();
            return node(in);
        }
    }

    private static Node node(JsonParser in) {
        return switch (in.currentToken()) {
            case START_OBJECT -> {
                Map<String, Node> values = new LinkedHashMap<>();
                while (in.nextToken() == JsonToken.PROPERTY_NAME) {
                    String key = in.currentName();
                    in.nextToken();
                    values.put(key, node(in));
                }
                yield Mapping.of(values);
            }
            case START_ARRAY -> {
                List<Node> items = new ArrayList<>();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    items.add(node(in));
                }
                yield Sequence.of(items);
            }
            case VALUE_NUMBER_INT -> Scalar.of(in.getLongValue());
            case VALUE_TRUE, VALUE_FALSE -> Scalar.of(in.getBooleanValue());
            default -> Scalar.of(in.getString());
        };
    }

    /** Writes a piece of configuration. */
    static void write(JsonGenerator out, Node node) {
        switch (node) {
            case Mapping mapping -> {
                out.writeStartObject();
                for (Mapping.Entry entry : mapping.entries()) {
                    out.writeName(entry.key());
                    write(out, entry.value());
                }
                out.writeEndObject();
            }
            case Sequence sequence -> {
                out.writeStartArray();
                sequence.items().forEach(item -> write(out, item));
                out.writeEndArray();
            }
            case Scalar scalar -> {
                switch (scalar.kind()) {
                    case STRING -> out.writeString(scalar.text());
                    case INTEGER, DECIMAL -> writeNumber(out, scalar.text());
                    case BOOLEAN -> out.writeBoolean(Boolean.parseBoolean(scalar.text()));
                    case NULL -> out.writeNull();
                }
            }
        }
    }

    /** YAML knows more numbers than JSON: {@code 0x1f}, {@code +1}, {@code .inf}. Those go as strings. */
    private static void writeNumber(JsonGenerator out, String text) {
        if (text.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
            out.writeNumber(text);
        } else {
            out.writeString(text);
        }
    }
}
