package dev.rune.daemon.castfile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rune.kernel.section.Position;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExcerptsTest {
    private static Optional<String> line(String text, int line) {
        return new Excerpts(List.of(CastSource.of("f", text))).line(new Position("f", line, 1));
    }

    @Test
    void noLineOfASecretIsShown() {
        String text = "service:\n  name: a\n---\nsecret:\n  name: b\n  data:\n    k: 'open\nend'\nconfigmap:\n  name: c\n";
        assertEquals(Optional.of("  name: a"), line(text, 2));
        for (int secret = 4; secret <= 8; secret++) {
            assertEquals(Optional.empty(), line(text, secret));
        }
        assertEquals(Optional.of("  name: c"), line(text, 10));
    }

    @Test
    void noLineIsShownWhereSecretsStandInBraces() {
        assertEquals(Optional.empty(), line("{secret: {name: a, data: {k: v}}}\n", 1));
    }

    @Test
    void aServiceThatRefersToASecretIsShown() {
        String text = "service:\n  dependencies:\n    - secret: b\n  name: A\n";
        assertEquals(Optional.of("  name: A"), line(text, 4));
    }
}
