package dev.rune.daemon.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.daemon.castfile.JsonNodes;
import dev.rune.daemon.castfile.YamlPrinter;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Node;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.section.Sequence;
import io.javalin.router.ParsedEndpoint;
import io.javalin.websocket.WsHandlerEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The OpenAPI document says what is there, and what is there is as it says. */
class OpenApiTest {
    @TempDir
    Path directory;
    ApiFixture api;
    Mapping document;

    @BeforeEach
    void start() throws Exception {
        api = ApiFixture.start(directory);
        document = (Mapping) JsonNodes.read(api.get("/v1/openapi.json").body());
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void everyRouteIsDescribedAndNothingElse() {
        Set<String> described = new TreeSet<>();
        for (Mapping.Entry path : at(document, "paths").entries()) {
            for (Mapping.Entry operation : ((Mapping) path.value()).entries()) {
                described.add(operation.key().toUpperCase(Locale.ROOT) + " " + path.key());
            }
        }
        Set<String> served = new TreeSet<>();
        for (ParsedEndpoint endpoint : api.server.javalin().unsafe.internalRouter.allHttpHandlers()) {
            served.add(endpoint.endpoint.method.name() + " " + endpoint.endpoint.path);
        }
        for (WsHandlerEntry endpoint : api.server.javalin().unsafe.internalRouter.allWsHandlers()) {
            served.add("GET " + endpoint.getPath());
        }
        assertEquals(served, described);
    }

    /** Kept as a file, so that every change of the API is seen; {@code -Drune.golden=write} writes it anew. */
    @Test
    void theDocumentIsTheOneInDocs() throws Exception {
        Path file = Path.of("../docs/openapi.yaml");
        String now = YamlPrinter.print(document);
        if ("write".equals(System.getProperty("rune.golden"))) {
            Files.writeString(file, now);
        }
        assertEquals(Files.readString(file), now,
                file + " is out of date; 'mvn test -pl rune-daemon -am -Drune.golden=write' writes it anew");
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> references = new ArrayList<>();
        references(document, references);
        assertTrue(references.size() > 20, references.toString());
        references.forEach(reference -> assertTrue(resolve(reference).get("properties").isPresent(), reference));
    }

    @Test
    void everyParameterOfAPathIsDescribed() {
        for (Mapping.Entry path : at(document, "paths").entries()) {
            Set<String> used = new TreeSet<>(List.of(path.key().split("/")));
            used.removeIf(part -> !part.startsWith("{"));
            for (Mapping.Entry operation : ((Mapping) path.value()).entries()) {
                Mapping described = (Mapping) operation.value();
                assertEquals(used, parametersOfPath(described), path.key());
                assertTrue(text(described, "summary").endsWith("."), path.key());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"/v1/version,/v1/version", "/v1/status,/v1/status", "/v1/whoami,/v1/whoami", "/v1/plugins,/v1/plugins",
            "/v1/namespaces,/v1/namespaces", "/v1/services,/v1/services", "/v1/instances,/v1/instances",
            "/v1/namespaces/default/services,/v1/namespaces/{namespace}/services",
            "/v1/namespaces/default/services/api,/v1/namespaces/{namespace}/services/{name}",
            "/v1/namespaces/default/services/api/health,/v1/namespaces/{namespace}/services/{name}/health",
            "/v1/namespaces/default/instances/api-x0,/v1/namespaces/{namespace}/instances/{id}",
            "/v1/events,/v1/events"})
    void answersAreOfTheFormDescribed(String path, String template) throws Exception {
        api.kernel.put("api", 2);
        api.kernel.happened("crash");
        check(JsonNodes.read(api.get(path).body()),
                at(document, "paths", template, "get", "responses", "200", "content", "application/json", "schema"),
                path);
    }

    @Test
    void problemsAreOfTheFormDescribed() throws Exception {
        check(JsonNodes.read(api.get("/nothing").body()), at(document, "components", "schemas", "Problem"), "problem");
    }

    private void check(Node value, Mapping schema, String where) {
        if (schema.get("$ref").isPresent()) {
            check(value, resolve(text(schema, "$ref")), where);
            return;
        }
        switch (text(schema, "type")) {
            case "object" -> checkObject((Mapping) value, schema, where);
            case "array" -> ((Sequence) value).items().forEach(item -> check(item, at(schema, "items"), where + "[]"));
            case "string" -> checkText((Scalar) value, schema, where);
            case "integer" -> assertEquals(Scalar.Kind.INTEGER, ((Scalar) value).kind(), where);
            default -> assertEquals(Scalar.Kind.BOOLEAN, ((Scalar) value).kind(), where);
        }
    }

    private static void checkText(Scalar value, Mapping schema, String where) {
        assertEquals(Scalar.Kind.STRING, value.kind(), where);
        schema.get("enum")
                .ifPresent(words -> assertTrue(((Sequence) words).items().contains(value), where + " is " + value));
        assertTrue(schema.get("format").isEmpty() || value.text().matches("\\d{4}-\\d\\d-\\d\\dT.*Z"), where);
    }

    private void checkObject(Mapping value, Mapping schema, String where) {
        if (schema.get("properties").isPresent()) {
            for (Mapping.Entry property : value.entries()) {
                check(property.value(), at(schema, "properties", property.key()), where + "." + property.key());
            }
            ((Sequence) schema.get("required").orElseThrow()).items()
                    .forEach(key -> assertTrue(value.get(((Scalar) key).text()).isPresent(), where + " has no " + key));
        }
    }

    private Mapping resolve(String reference) {
        return at(document, reference.substring(2).split("/"));
    }

    private static Mapping at(Mapping mapping, String... keys) {
        Mapping found = mapping;
        for (String key : keys) {
            found = (Mapping) found.get(key).orElseThrow(() -> new AssertionError("there is no " + key));
        }
        return found;
    }

    private static String text(Mapping mapping, String key) {
        return ((Scalar) mapping.get(key).orElseThrow()).text();
    }

    private static Set<String> parametersOfPath(Mapping operation) {
        Set<String> names = new TreeSet<>();
        operation.get("parameters").ifPresent(parameters -> ((Sequence) parameters).items().forEach(each -> {
            if (text((Mapping) each, "in").equals("path")) {
                names.add("{" + text((Mapping) each, "name") + "}");
            }
        }));
        return names;
    }

    private static void references(Node node, List<String> found) {
        switch (node) {
            case Mapping mapping -> mapping.entries().forEach(entry -> {
                if (entry.key().equals("$ref")) {
                    found.add(((Scalar) entry.value()).text());
                }
                references(entry.value(), found);
            });
            case Sequence sequence -> sequence.items().forEach(item -> references(item, found));
            case Scalar _ -> {
                // Refers to nothing.
            }
        }
    }
}
