package dev.rune.daemon.http;

import java.util.List;
import tools.jackson.core.JsonGenerator;

/** The form of a JSON value, in the words of OpenAPI. Immutable. */
sealed interface Schema {
    /** Writes this as a value. */
    void write(JsonGenerator out);

    /** An array of this. */
    default Schema list() {
        return new ListOf(this);
    }

    /** A string, number or truth value. */
    record Value(String type, String format) implements Schema {
        @Override
        public void write(JsonGenerator out) {
            out.writeStartObject();
            out.writeStringProperty("type", type);
            if (!format.isEmpty()) {
                out.writeStringProperty("format", format);
            }
            out.writeEndObject();
        }
    }

    /** A string that is one of a few. */
    record Word(List<String> words) implements Schema {
        @Override
        public void write(JsonGenerator out) {
            out.writeStartObject();
            out.writeStringProperty("type", "string");
            out.writeArrayPropertyStart("enum");
            words.forEach(out::writeString);
            out.writeEndArray();
            out.writeEndObject();
        }
    }

    /** An array. */
    record ListOf(Schema item) implements Schema {
        @Override
        public void write(JsonGenerator out) {
            out.writeStartObject();
            out.writeStringProperty("type", "array");
            out.writeName("items");
            item.write(out);
            out.writeEndObject();
        }
    }

    /** An object of like values by name. */
    record MapOf(Schema value) implements Schema {
        @Override
        public void write(JsonGenerator out) {
            out.writeStartObject();
            out.writeStringProperty("type", "object");
            out.writeName("additionalProperties");
            value.write(out);
            out.writeEndObject();
        }
    }

    /** An object whose keys are described elsewhere. */
    record Anything() implements Schema {
        @Override
        public void write(JsonGenerator out) {
            out.writeStartObject();
            out.writeStringProperty("type", "object");
            out.writeEndObject();
        }
    }

    /** An object that is described once and named wherever it is used. */
    record Named(Shape<?> shape) implements Schema {
        @Override
        public void write(JsonGenerator out) {
            out.writeStartObject();
            out.writeStringProperty("$ref", "#/components/schemas/" + shape.name());
            out.writeEndObject();
        }
    }
}
