package dev.rune.daemon.castfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is made to hurt is refused with one sentence; the time-out is there for what never ends. */
@Timeout(60)
class HostileCastfileTest {
    private static String refusal(CastSource source) {
        Castfile castfile = Castfile.read(List.of(source));
        assertEquals(1, castfile.findings().size(), () -> castfile.findings().toString());
        return castfile.findings().getFirst().toString();
    }

    private static String refusal(String text) {
        return refusal(CastSource.of("f", text));
    }

    @Test
    void fiftyMegabytesAreNotReadAtAll() {
        byte[] much = "service: {name: a}\n".repeat(2_700_000).getBytes(StandardCharsets.UTF_8);
        assertEquals("f: the file has " + much.length + " bytes; at most 4194304 bytes (4 MiB) are read",
                refusal(CastSource.of("f", much)));
        assertTrue(refusal(new String(much, StandardCharsets.UTF_8)).contains("at most 4194304 bytes"));
        assertTrue(refusal("ä".repeat(3_000_000)).contains("at most 4194304 bytes"));
    }

    @Test
    void aNulIsNamedWithItsPlace() {
        assertEquals("f:2:3: there is a NUL here, so this is no text; a castfile is YAML in UTF-8",
                refusal("a: b\nc:\0"));
    }

    @Test
    void bytesThatAreNoTextAreNamedWithTheirPlace() {
        assertEquals("f:2:2: this is no UTF-8 text; a castfile is YAML in UTF-8",
                refusal(CastSource.of("f", new byte[]{'a', '\n', 'b', (byte) 0xFF, 'c'})));
        byte[] noise = new byte[10_000];
        new Random(1).nextBytes(noise);
        assertTrue(refusal(CastSource.of("f", noise)).contains("UTF-8"));
        assertTrue(refusal(CastSource.of("f", "service: a".getBytes(StandardCharsets.UTF_16))).contains("UTF-8"));
    }

    @Test
    void tenThousandLevelsAreRefusedAtTheSixtyFifth() {
        String deep = "lists and mappings are nested more than 64 deep";
        assertEquals("f:1:73: " + deep, refusal("service: " + "[".repeat(10_000)));
        assertEquals("f:1:73: " + deep, refusal("service: " + "[".repeat(10_000) + "]".repeat(10_000)));
        assertTrue(refusal("service: " + "{a: ".repeat(10_000) + "}".repeat(10_000)).endsWith(deep));
        assertTrue(refusal("- ".repeat(10_000)).endsWith(deep));
        StringBuilder block = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            block.append(" ".repeat(i)).append("a:\n");
        }
        assertTrue(refusal(block.toString()).endsWith(deep));
        assertTrue(refusal("service: " + "? ".repeat(10_000)).contains("f:1:"));
    }

    @Test
    void sixtyFourLevelsAreRead() {
        assertEquals(List.of(),
                Castfile.read(List.of(CastSource.of("f", "service: " + "[".repeat(63) + "]".repeat(63))))
                        .findings());
    }

    @Test
    void anAliasBombDoesNotGoOff() {
        StringBuilder bomb = new StringBuilder("service:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 10; i++) {
            bomb.append("  a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(9) + "*a" + (i - 1)));
        }
        assertTrue(refusal(bomb.toString()).contains("more than 100000 values in one file, aliases written out"));
    }

    @Test
    void aHundredAliasesAreReadAndNoMore() {
        String many = "service: [&a x" + ", *a".repeat(100) + "]";
        assertEquals(List.of(), Castfile.read(List.of(CastSource.of("f", many))).findings());
        assertTrue(refusal(many.replace("]", ", *a]")).endsWith("more than 100 aliases in one file"));
    }

    @Test
    void depthIsCountedThroughAliases() {
        String deep = "service:\n  - &a " + "[".repeat(40) + "]".repeat(40) + "\n  - " + "[".repeat(40) + "*a"
                + "]".repeat(40);
        assertTrue(refusal(deep).endsWith("nested more than 64 deep"));
    }

    @Test
    void aMillionValuesAreTooMany() {
        assertTrue(refusal("service: [" + "1,".repeat(1_000_000) + "]").contains("more than 100000 values"));
        assertTrue(refusal("services:\n" + "- a\n".repeat(1_000_000)).contains("more than 100000 values"));
    }

    @Test
    void oneHugeTextIsJustAText() {
        Castfile castfile = Castfile.read(List.of(CastSource.of("f", "service: {a: \"" + "x".repeat(4_000_000) + "\"}"),
                CastSource.of("g", "service:\n  a: " + "x ".repeat(2_000_000)),
                CastSource.of("h", "service: a #" + " ".repeat(4_000_000)),
                CastSource.of("i", "service: a" + "\n".repeat(4_000_000))));
        assertEquals(List.of(), castfile.findings());
    }

    @Test
    void aHugeKeyIsNone() {
        assertEquals("f:1:3: a key of 4000000 characters; at most 1024 are allowed",
                refusal("? " + "x".repeat(4_000_000) + "\n: 1"));
        assertTrue(refusal("x".repeat(4_000_000)).contains("not with a single value"));
    }

    @Test
    void noiseOfYamlsOwnCharactersIsReadOrRefused() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String alphabet = "ab:-?[]{}&*!|>'\"%@`#,\n\t  ~<0";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder noise = new StringBuilder(i % 2 == 0 ? "service: " : "");
            for (int length = random.nextInt(40); length > 0; length--) {
                noise.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                Castfile castfile = Castfile.read(List.of(CastSource.of("f", noise.toString())));
                assertTrue(!castfile.findings().isEmpty() || !castfile.documents().isEmpty());
            } catch (RuntimeException thrown) {
                throw new AssertionError("seed " + seed + ": " + noise, thrown);
            }
        }
    }
}
