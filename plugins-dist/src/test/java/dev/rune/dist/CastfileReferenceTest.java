package dev.rune.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The castfile reference in the docs is the one that the distribution writes. */
class CastfileReferenceTest {
    @Test
    void theCommittedReferenceIsCurrent() throws IOException {
        var written = Distribution.run(List.of(Distribution.RUNED, "reference"), Map.of(), "").done();
        assertEquals(Files.readString(Path.of("..", "docs", "castfile.md")), written.out(),
                "docs/castfile.md is not current: bin/runed reference > docs/castfile.md");
    }
}
