package dev.rune.daemon.http;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** Writes and reads JSON as a stream of tokens; nothing here needs reflection. */
final class Json {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
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
}
