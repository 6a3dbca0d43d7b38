package dev.rune.daemon.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.javalin.router.ParsedEndpoint;
import io.javalin.websocket.WsHandlerEntry;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The OpenAPI document says what is there, and what is there is as it says. */
class OpenApiTest {
    @TempDir
    Path directory;
    ApiFixture api;
    JsonNode document;

    @BeforeEach
    void start() throws Exception {
        api = ApiFixture.start(directory);
        document = JsonMapper.shared().readTree(api.get("/v1/openapi.json").body());
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void everyRouteIsDescribedAndNothingElse() {
        Set<String> described = new TreeSet<>();
        document.get("paths").properties().forEach(path -> path.getValue().propertyNames()
                .forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        Set<String> served = new TreeSet<>();
        for (ParsedEndpoint endpoint : api.server.javalin().unsafe.internalRouter.allHttpHandlers()) {
            served.add(endpoint.endpoint.method.name() + " " + endpoint.endpoint.path);
        }
        for (WsHandlerEntry endpoint : api.server.javalin().unsafe.internalRouter.allWsHandlers()) {
            served.add("GET " + endpoint.getPath());
        }
        assertEquals(served, described);
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> references = new ArrayList<>();
        document.findValues("$ref").forEach(reference -> references.add(reference.stringValue()));
        assertTrue(references.size() > 20, references.toString());
        for (String reference : references) {
            assertTrue(document.at(reference.substring(1)).isObject(), reference);
        }
    }

    @Test
    void everyParameterOfAPathIsDescribed() {
        document.get("paths").properties().forEach(path -> path.getValue().forEach(operation -> {
            Set<String> described = new TreeSet<>();
            operation.path("parameters").forEach(parameter -> {
                if (parameter.get("in").stringValue().equals("path")) {
                    described.add("{" + parameter.get("name").stringValue() + "}");
                }
            });
            Set<String> used = new TreeSet<>(List.of(path.getKey().split("/")));
            used.removeIf(part -> !part.startsWith("{"));
            assertEquals(used, described, path.getKey());
            assertTrue(operation.get("summary").stringValue().endsWith("."), path.getKey());
        }));
    }

    @ParameterizedTest
    @CsvSource({"/v1/version,/v1/version", "/v1/status,/v1/status", "/v1/whoami,/v1/whoami", "/v1/plugins,/v1/plugins",
            "/v1/namespaces,/v1/namespaces", "/v1/services,/v1/services", "/v1/instances,/v1/instances",
            "/v1/namespaces/default/services,/v1/namespaces/{namespace}/services",
            "/v1/namespaces/default/services/api,/v1/namespaces/{namespace}/services/{name}",
            "/v1/namespaces/default/services/api/health,/v1/namespaces/{namespace}/services/{name}/health",
            "/v1/namespaces/default/instances/api-x0,/v1/namespaces/{namespace}/instances/{id}", "/v1/events,/v1/events"})
    void answersAreOfTheFormDescribed(String path, String template) throws Exception {
        api.kernel.put("api", 2);
        api.kernel.happened("crash");
        JsonNode answer = JsonMapper.shared().readTree(api.get(path).body());
        check(answer, document.at("/paths/" + template.replace("/", "~1") + "/get/responses/200/content")
                .get("application/json").get("schema"), path);
    }

    @Test
    void problemsAreOfTheFormDescribed() throws Exception {
        check(JsonMapper.shared().readTree(api.get("/nothing").body()), document.at("/components/schemas/Problem"), "problem");
    }

    private void check(JsonNode value, JsonNode schema, String where) {
        if (schema.has("$ref")) {
            check(value, document.at(schema.get("$ref").stringValue().substring(1)), where);
            return;
        }
        switch (schema.get("type").stringValue()) {
            case "object" -> checkObject(value, schema, where);
            case "array" -> {
                assertTrue(value.isArray(), where);
                value.forEach(item -> check(item, schema.get("items"), where + "[]"));
            }
            case "string" -> {
                assertTrue(value.isString(), where);
                assertTrue(!schema.has("enum") || schema.get("enum").valueStream()
                        .anyMatch(word -> word.equals(value)), where + " is " + value);
                assertTrue(!schema.has("format") || value.stringValue().matches("\\d{4}-\\d\\d-\\d\\dT.*Z"), where);
            }
            case "integer" -> assertTrue(value.isIntegralNumber(), where);
            default -> assertTrue(value.isBoolean(), where);
        }
    }

    private void checkObject(JsonNode value, JsonNode schema, String where) {
        assertTrue(value.isObject(), where);
        if (schema.has("properties")) {
            value.properties().forEach(property -> {
                assertTrue(schema.get("properties").has(property.getKey()), where + "." + property.getKey());
                check(property.getValue(), schema.get("properties").get(property.getKey()), where + "." + property.getKey());
            });
            schema.get("required").forEach(key -> assertTrue(value.has(key.stringValue()), where + " has no " + key));
        }
    }
}
