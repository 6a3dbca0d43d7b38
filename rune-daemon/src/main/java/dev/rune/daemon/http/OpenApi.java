package dev.rune.daemon.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;

/** Describes a table of routes as an OpenAPI 3.1 document. */
final class OpenApi {
    private final List<Route> routes;
    private final String version;
    private final Map<String, Shape<?>> shapes = new TreeMap<>();

    private OpenApi(List<Route> routes, String version) {
        this.routes = routes;
        this.version = version;
    }

    /** The document's bytes. */
    static byte[] document(List<Route> routes, String version) {
        return Json.bytes(new OpenApi(routes, version)::write);
    }

    private void write(JsonGenerator out) {
        out.writeStartObject();
        out.writeStringProperty("openapi", "3.1.0");
        out.writeObjectPropertyStart("info");
        out.writeStringProperty("title", "Rune");
        out.writeStringProperty("description", "Keeps the services of a machine running.");
        out.writeStringProperty("version", version);
        out.writeEndObject();
        out.writeObjectPropertyStart("paths");
        Map<String, List<Route>> byPath = new LinkedHashMap<>();
        routes.stream().sorted(Comparator.comparing(Route::path))
                .forEach(route -> byPath.computeIfAbsent(route.path(), _ -> new ArrayList<>()).add(route));
        byPath.forEach((path, operations) -> {
            out.writeObjectPropertyStart(path);
            operations.forEach(route -> operation(out, route));
            out.writeEndObject();
        });
        out.writeEndObject();
        components(out);
        out.writeEndObject();
    }

    private void operation(JsonGenerator out, Route route) {
        out.writeObjectPropertyStart(route.method().name().toLowerCase(Locale.ROOT));
        out.writeStringProperty("summary", route.summary());
        if (!route.params().isEmpty()) {
            out.writeArrayPropertyStart("parameters");
            route.params().forEach(param -> parameter(out, param));
            out.writeEndArray();
        }
        if (!route.bodies().isEmpty()) {
            out.writeObjectPropertyStart("requestBody");
            contents(out, route.bodies());
            out.writeEndObject();
        }
        out.writeObjectPropertyStart("responses");
        Map<Integer, List<Route.Answer>> byStatus = new TreeMap<>();
        route.answers().forEach(answer -> byStatus.computeIfAbsent(answer.status(), _ -> new ArrayList<>())
                .add(answer));
        byStatus.forEach((status, answers) -> {
            out.writeObjectPropertyStart(Integer.toString(status));
            out.writeStringProperty("description", answers.getFirst().doc());
            contents(out, answers.stream().flatMap(answer -> answer.content().stream()).toList());
            out.writeEndObject();
        });
        out.writeObjectPropertyStart("default");
        out.writeStringProperty("description", "What was asked for was not done, and why.");
        contents(out, List.of(new Route.Content(ProblemDocument.MEDIA_TYPE, ProblemDocument.SHAPE::schema)));
        out.writeEndObject();
        out.writeEndObject();
        out.writeArrayPropertyStart("security");
        out.writeStartObject();
        if (!route.open()) {
            out.writeArrayPropertyStart("token");
            out.writeEndArray();
        }
        out.writeEndObject();
        out.writeEndArray();
        out.writeEndObject();
    }

    private void parameter(JsonGenerator out, Param param) {
        out.writeStartObject();
        out.writeStringProperty("name", param.name());
        out.writeStringProperty("in", param.in());
        out.writeStringProperty("description", param.doc());
        out.writeBooleanProperty("required", param.in().equals("path"));
        out.writeName("schema");
        schema(out, param.schema());
        out.writeEndObject();
    }

    private void contents(JsonGenerator out, List<Route.Content> contents) {
        if (contents.isEmpty()) {
            return;
        }
        out.writeObjectPropertyStart("content");
        for (Route.Content content : contents) {
            out.writeObjectPropertyStart(content.mediaType());
            out.writeName("schema");
            schema(out, content.schema().get());
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    private void components(JsonGenerator out) {
        out.writeObjectPropertyStart("components");
        out.writeObjectPropertyStart("schemas");
        for (Shape<?> shape : shapes.values()) {
            out.writeObjectPropertyStart(shape.name());
            out.writeStringProperty("type", "object");
            out.writeStringProperty("description", shape.doc());
            out.writeObjectPropertyStart("properties");
            for (Shape.Field<?> field : shape.fields()) {
                out.writeName(field.name());
                field.schema().write(out);
            }
            out.writeEndObject();
            out.writeArrayPropertyStart("required");
            shape.fields().stream().filter(Shape.Field::required).forEach(field -> out.writeString(field.name()));
            out.writeEndArray();
            out.writeEndObject();
        }
        out.writeEndObject();
        out.writeObjectPropertyStart("securitySchemes");
        out.writeObjectPropertyStart("token");
        out.writeStringProperty("type", "http");
        out.writeStringProperty("scheme", "bearer");
        out.writeEndObject();
        out.writeEndObject();
        out.writeEndObject();
    }

    private void schema(JsonGenerator out, Schema schema) {
        collect(schema);
        schema.write(out);
    }

    /** Remembers every object that {@code schema} names, so that each is described. */
    private void collect(Schema schema) {
        switch (schema) {
            case Schema.Named(Shape<?> shape) -> {
                if (shapes.putIfAbsent(shape.name(), shape) == null) {
                    shape.fields().forEach(field -> collect(field.schema()));
                }
            }
            case Schema.ListOf(Schema item) -> collect(item);
            case Schema.MapOf(Schema value) -> collect(value);
            case Schema.Value _,Schema.Word _,Schema.Anything _ -> {
                // Says all about itself.
            }
        }
    }
}
