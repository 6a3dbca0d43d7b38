package dev.rune.kernel.section;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rune.kernel.section.Scalar.Kind;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoreSchemaTest {
    private static void are(Kind kind, String... texts) {
        for (String text : texts) {
            assertEquals(kind, CoreSchema.kindOf(text), text);
        }
    }

    @Test
    void tellsKindsByTheRulesOfYaml12() {
        are(Kind.NULL, "", "~", "null", "Null", "NULL");
        are(Kind.BOOLEAN, "true", "False", "TRUE");
        are(Kind.INTEGER, "0", "-12", "+3", "017", "0o17", "0xFf");
        are(Kind.DECIMAL, "1.", ".5", "-1e3", "1.5E+2", ".inf", "-.INF", ".NaN");
        are(Kind.STRING, "yes", "on", "nULL", "1_000", "1:30", "0b1", "2024-01-01", "-", ".", "e3", "1.2.3", "-.nan");
    }

    @Test
    void readsNumbersInEveryForm() {
        assertEquals(List.of(17, 15, 255, 3, -1000), List.of("017", "0o17", "0xff", "+3", "-1e3").stream()
                .map(CoreSchema::number).map(BigDecimal::intValueExact).toList());
        assertThrows(IllegalArgumentException.class, () -> CoreSchema.number(".inf"));
    }
}
