package org.example.jsonhealth;

import dev.rune.kernel.spi.probe.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.PackageVersion;

/** Reads an HTTP answer with a JSON object in it. */
final class Answer {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int LONGEST = 60;

    private Answer() {}

    /** The library that does it, with its version. */
    static String readBy() {
        return "jackson-core " + PackageVersion.VERSION;
    }

    /** What {@code bytes}, which came from {@code where}, say about {@code section}. */
    static Verdict judge(byte[] bytes, String where, JsonHealthSection section) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int body = text.indexOf("\r\n\r\n") + 4;
        if (!text.matches("(?s)HTTP/1\\.[01] \\d\\d\\d.*") || body < 4) {
            return new Verdict.Unhealthy(where + " gave no HTTP answer");
        }
        try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), bytes, body, bytes.length - body)) {
            Optional<String> found = member(in, section.member());
            if (found.isEmpty()) {
                return new Verdict.Unhealthy(where + section.path() + " has no '" + section.member() + "'");
            }
            String said = where + section.path() + " says " + printable(section.member() + " " + found.get());
            return found.get().equals(section.wanted()) ? new Verdict.Healthy(said) : new Verdict.Unhealthy(said);
        } catch (JacksonException e) {
            return new Verdict.Unhealthy(where + section.path() + " gave no JSON object");
        }
    }

    /** The outermost member {@code name}, if it is a text, a number or a truth value. */
    private static Optional<String> member(JsonParser in, String name) {
        if (in.nextToken() != JsonToken.START_OBJECT) {
            return Optional.empty();
        }
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean wanted = in.currentName().equals(name);
            JsonToken value = in.nextToken();
            if (wanted) {
                return value != null && value.isScalarValue() ? Optional.of(in.getString()) : Optional.empty();
            }
            in.skipChildren();
        }
        return Optional.empty();
    }

    private static String printable(String text) {
        String line = text.replaceAll("[^ -~]", "?");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }
}
