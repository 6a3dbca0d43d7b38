package dev.rune.plugin.expose;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rune.kernel.section.Field;
import dev.rune.kernel.section.SectionType;
import dev.rune.plugin.expose.IngressSettings.Ingress;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The page on the front door")
class SettingsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "exposure.md");

    @Test
    @DisplayName("has every setting, as the runefile is checked with it")
    void settings() throws IOException {
        List<String> expected = rows("", SectionType.of(MethodHandles.lookup(), Ingress.class).fields()).toList();
        assertEquals(expected,
                Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("| `")).toList());
    }

    private static Stream<String> rows(String prefix, List<Field> fields) {
        return fields.stream().flatMap(field -> Stream.concat(Stream.of("| `" + prefix + field.key() + "` | "
                + field.byDefault().map(word -> "`" + word + "`").orElse("") + " | " + field.doc() + " |"),
                rows(prefix + field.key() + ".", field.fields())));
    }
}
