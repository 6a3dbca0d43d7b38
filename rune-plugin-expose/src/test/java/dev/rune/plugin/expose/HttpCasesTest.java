package dev.rune.plugin.expose;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

@DisplayName("What comes of it, beside nginx:")
class HttpCasesTest {
    private static final String DOCUMENTED = "1.22.";
    private static final String BEGIN = "<!-- cases -->\n";

    @TestFactory
    @DisplayName("the front door:")
    Stream<DynamicTest> rune() {
        return HttpCases.all().stream().map(
                own -> DynamicTest.dynamicTest(own.toString(), () -> assertEquals(own.expected(), own.withRune())));
    }

    @TestFactory
    @DisplayName("nginx:")
    @DisabledIfSystemProperty(named = "skipNginxTests", matches = "|true")
    Stream<DynamicTest> nginx() {
        String version = Nginx.version();
        return HttpCases.all().stream().filter(own -> !own.nginx().isEmpty())
                .map(own -> DynamicTest.dynamicTest(own.toString(), () -> {
                    String outcome = own.withNginx();
                    if (version.startsWith(DOCUMENTED)) {
                        assertEquals(own.nginx(), outcome);
                    } else if (!outcome.equals(own.nginx())) {
                        // It is the front door that is tested; another release may see things otherwise.
                        System.out.println("nginx " + version + ", " + own + ": " + outcome);
                    }
                }));
    }

    @Test
    @DisplayName("the table in docs/exposure-conformance.md says so")
    void documented() throws IOException {
        Path page = Path.of("..", "docs", "exposure-conformance.md");
        String text = Files.readString(page);
        String table = HttpCases.all().stream()
                .map(own -> "| " + own.group() + " | " + own.name() + " | " + own.expected() + " | "
                        + (own.nginx().isEmpty() ? "varies" : own.nginx()) + " |\n")
                .collect(Collectors.joining("", "| About | Case | The front door | nginx |\n|---|---|---|---|\n", ""));
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        Path made = Files.writeString(Files.createDirectories(Path.of("target")).resolve(page.getFileName()),
                text.substring(0, begin) + table);
        assertEquals(Files.readString(made), text, "docs/exposure-conformance.md is not what the cases say: copy "
                + made.toAbsolutePath() + " there");
    }
}
