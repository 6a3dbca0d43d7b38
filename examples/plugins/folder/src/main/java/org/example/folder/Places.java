package org.example.folder;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.text.StringSubstitutor;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.PackageVersion;

/** Fills places such as {@code ${name}} in files with the members of a JSON object. */
final class Places {
    private final Path source;
    private final Map<String, String> values;

    private Places(Path source, Map<String, String> values) {
        this.source = source;
        this.values = Map.copyOf(values);
    }

    /** The libraries that do it, with their versions. */
    static String madeBy() {
        return "commons-text " + StringSubstitutor.class.getModule().getDescriptor().rawVersion().orElse("unknown")
                + " and jackson-core " + PackageVersion.VERSION;
    }

    /** The values in {@code file}: members of an object that are texts, numbers or truth values. */
    static Places of(Path file) throws IOException {
        Map<String, String> values = new HashMap<>();
        try (JsonParser in = new JsonFactory().createParser(ObjectReadContext.empty(), Files.readAllBytes(file))) {
            JsonToken token = in.nextToken();
            while (token == JsonToken.START_OBJECT || token == JsonToken.PROPERTY_NAME) {
                token = in.nextToken();
                if (token == JsonToken.PROPERTY_NAME) {
                    String name = in.currentName();
                    if (!in.nextToken().isScalarValue()) {
                        throw failed(file + " has no text, number or truth value as '" + name + "'");
                    }
                    values.put(name, in.getString());
                    token = JsonToken.PROPERTY_NAME;
                }
            }
            if (token != JsonToken.END_OBJECT) {
                throw failed(file + " is no JSON object with values");
            }
        } catch (JacksonException e) {
            throw failed(file + " is no JSON: " + e.getOriginalMessage());
        }
        return new Places(file, values);
    }

    /** {@code content} with its places filled; what is no UTF-8 text as it is. */
    byte[] fill(String name, byte[] content) {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        } catch (CharacterCodingException e) {
            return content;
        }
        try {
            // The values are data: places in them are not filled in their turn.
            return new StringSubstitutor(values).setDisableSubstitutionInValues(true)
                    .setEnableUndefinedVariableException(true).replace(text).getBytes(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw failed(name + " has a place for which " + source + " has no value: " + e.getMessage());
        }
    }

    private static ProblemException failed(String message) {
        return ProblemException.of(ProblemCode.START_FAILED, message);
    }
}
