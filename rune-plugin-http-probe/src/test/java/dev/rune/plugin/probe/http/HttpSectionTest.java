package dev.rune.plugin.probe.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Node;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.spec.PortRef;
import dev.rune.plugin.probe.http.HttpSection.Scheme;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HttpSectionTest {
    private final List<String> findings = new ArrayList<>();

    private Optional<? extends Record> bind(Map<String, Node> keys) {
        Map<String, Node> all = new HashMap<>(keys);
        all.putIfAbsent("port", Scalar.of(8080));
        return new HttpProbeProvider().section().bind(Mapping.of(all), "probe",
                finding -> findings.add(finding.path() + ": " + finding.message()));
    }

    private void assertRefused(String message, Map<String, Node> keys) {
        assertEquals(Optional.empty(), bind(keys));
        assertEquals(List.of(message), findings);
    }

    private static Map<String, Node> header(String name, String value) {
        return Map.of("headers", Mapping.of(Map.of(name, Scalar.of(value))));
    }

    @Test
    void thePortIsEnough() {
        assertEquals(Optional.of(new HttpSection("/", new PortRef("8080"), Scheme.HTTP, Map.of())), bind(Map.of()));
    }

    @Test
    void everythingCanBeSaid() {
        assertEquals(
                Optional.of(new HttpSection("/ready?deep=1", new PortRef("web"), Scheme.HTTPS, Map.of("X-Tries", "3"))),
                bind(Map.of("path", Scalar.of("/ready?deep=1"), "port", Scalar.of("web"), "scheme", Scalar.of("https"),
                        "headers", Mapping.of(Map.of("X-Tries", Scalar.of(3))))));
    }

    @Test
    void aPathBeginsWithASlash() {
        assertRefused(
                "probe.path: 'healthz' is no path: it begins with '/' and has printable ASCII only; write blanks and others "
                        + "percent-encoded",
                Map.of("path", Scalar.of("healthz")));
    }

    @Test
    void aPathCannotSmuggleARequest() {
        assertEquals(Optional.empty(), bind(Map.of("path", Scalar.of("/ HTTP/1.1\r\nX: y"))));
    }

    @Test
    void aHeaderCannotSmuggleAnother() {
        assertRefused("probe.headers: the value of header 'X' may have printable ASCII only", header("X", "y\r\nZ: z"));
    }

    @Test
    void aHeaderHasAName() {
        assertRefused("probe.headers: 'X Y' is no name of a header", header("X Y", "z"));
    }

    @Test
    void theProbesOwnHeadersStayItsOwn() {
        assertRefused("probe.headers: the header 'connection' is the probe's own", header("connection", "keep-alive"));
    }

    @Test
    void aRequestIsNoNovel() {
        assertRefused("probe.headers: path and headers have 20006 bytes together, at most 16384 are allowed",
                header("X", "y".repeat(20_000)));
    }
}
