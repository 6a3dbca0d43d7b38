package dev.rune.cli.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.ObjectMapper;

class JsonTest {
    private static final ObjectMapper JACKSON = new ObjectMapper();

    @Property(tries = 300)
    void whatJacksonWritesIsReadTheSame(@ForAll("values") Object value) {
        String text = JACKSON.writeValueAsString(value);
        assertEquals(JACKSON.readTree(text), JACKSON.readTree(Json.parse(text).toString()));
    }

    @Property(tries = 300)
    void whatIsWrittenJacksonReadsTheSame(@ForAll("values") Object value) {
        Json json = Json.parse(JACKSON.writeValueAsString(value));
        assertEquals(JACKSON.readTree(JACKSON.writeValueAsString(value)), JACKSON.readTree(JsonWriter.compact(json)));
        assertEquals(JACKSON.readTree(JsonWriter.compact(json)), JACKSON.readTree(JsonWriter.pretty(json)));
    }

    @Property(tries = 300)
    void yamlMeansTheSame(@ForAll("values") Object value) {
        Object read = new Load(LoadSettings.builder().build())
                .loadFromString(YamlWriter.write(Json.object("value", Json.parse(
                        JACKSON.writeValueAsString(value)))));
        assertEquals(JACKSON.valueToTree(Map.of("value", value)).toString(), JACKSON.valueToTree(read).toString());
    }

    @Provide
    Arbitrary<Object> values() {
        return Arbitraries.recursive(this::scalars,
                inner -> Arbitraries.oneOf(inner.list().ofMaxSize(4).map(list -> (Object) list),
                        Arbitraries.maps(texts(), inner).ofMaxSize(4).map(map -> (Object) new LinkedHashMap<>(map))),
                0, 3);
    }

    private Arbitrary<Object> scalars() {
        return Arbitraries.oneOf(texts().map(text -> (Object) text), Arbitraries.longs().map(number -> (Object) number),
                Arbitraries.of(true, false).map(flag -> (Object) flag));
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.oneOf(Arbitraries.strings().ascii().ofMaxLength(8), Arbitraries.strings().ofMaxLength(5)
                .filter(text -> StandardCharsets.UTF_8.newEncoder().canEncode(text)),
                Arbitraries.of("true", "no", "null", "~", "- a", "a: b", "a #b", "12", "1e3", "0x1f", "a b", "/srv/x:y",
                        "", " x", "é"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[1,]", "{\"a\" 1}", "\"a", "01", "1.", "-", "nul", "1e99999999999", "[1] 2",
            "\"\\x\"", "\"\\u12\"", "\"a\nb\"", "{a:1}"})
    void whatIsNoJsonIsRefused(String text) {
        assertThrows(JsonException.class, () -> Json.parse(text));
    }

    @Test
    void aBottomlessTextIsRefusedBeforeTheStackEnds() {
        assertThrows(JsonException.class, () -> Json.parse("[".repeat(100_000)));
    }

    @Test
    void whatIsNotThereIsAbsentAndNeverNull() {
        Json json = Json.parse("{\"a\":null,\"b\":{\"c\":7}}");
        assertFalse(json.at("a").present());
        assertFalse(json.at("x").at("y").present());
        assertEquals("", json.text("x"));
        assertEquals(7, json.at("b").number("c", 0));
        assertEquals(1, json.number("b", 1));
        assertTrue(json.items("b").isEmpty());
    }

    @Test
    void numbersAreWrittenAsTheyWereRead() {
        assertEquals("[12345678901234567890,0.10,1,-5]", Json.parse("[12345678901234567890, 0.10, 1, -5]").toString());
    }

    @Test
    void yamlIsWrittenForPeople() {
        Json json = Json
                .parse("""
                        {"name":"api","env":{"A":"1","B":"x y","C":"true"},"ports":[{"name":"http","port":80}],"args":["-c","a"],"none":[],"map":{}}""");
        assertEquals("""
                name: api
                env:
                  A: "1"
                  B: x y
                  C: "true"
                ports:
                - name: http
                  port: 80
                args:
                - "-c"
                - a
                none: []
                map: {}
                """, YamlWriter.write(json));
        assertEquals(List.of(), Json.parse("[]").items());
    }
}
