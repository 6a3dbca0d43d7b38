package dev.rune.kernel.section;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NearestTest {
    private static final List<String> KNOWN = List.of("name", "scale", "ports", "expose", "dependencies", "env");

    private static Optional<String> nearest(String word) {
        return Nearest.of(word, KNOWN);
    }

    @Test
    void isTheWordThatDiffersLeast() {
        assertEquals(Optional.of("scale"), nearest("scael"));
        assertEquals(Optional.of("ports"), nearest("port"));
        assertEquals(Optional.of("name"), nearest("NAME"));
        assertEquals(Optional.of("dependencies"), nearest("dependancys"));
    }

    @Test
    void isNoneWhereNothingIsLikeIt() {
        assertEquals(Optional.empty(), nearest("zebra"));
        assertEquals(Optional.empty(), nearest(""));
        assertEquals(Optional.empty(), nearest("cpu"));
        assertEquals(Optional.empty(), nearest("x".repeat(4_000_000)));
    }
}
