package dev.rune.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.cli.config.ClientConfig.Context;
import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientConfigTest {
    @Test
    void whatTheDaemonWritesIsRead() {
        ClientConfig config = ClientConfig.parse("client.yaml", """
                # Written by runed at every start.
                currentContext: local
                contexts:
                  local:
                    server: http://127.0.0.1:7861
                    token: "abc: #d"   # secret
                    namespace: 'de''fault'
                  other:
                      server: https://box:443
                """);
        assertEquals(new Context("http://127.0.0.1:7861", "abc: #d", "de'fault", ""), config.contexts().get("local"));
        assertEquals(new Context("https://box:443", "", "", ""), config.contexts().get("other"));
        assertEquals("local", config.currentContext());
    }

    @Property(tries = 300)
    void whatIsWrittenIsReadTheSame(@ForAll("configs") ClientConfig config) {
        assertEquals(config, ClientConfig.parse("x", config.toYaml(false)));
    }

    @Provide
    Arbitrary<ClientConfig> configs() {
        Arbitrary<String> words = Arbitraries.strings().ascii().ofMinLength(1).ofMaxLength(8);
        Arbitrary<Context> contexts = Combinators.combine(words, words, words, Arbitraries.just("")).as(Context::new);
        return Combinators.combine(words, Arbitraries.maps(words, contexts).ofMinSize(1).ofMaxSize(3))
                .as((current, all) -> new ClientConfig(current, new LinkedHashMap<>(all)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "currentContext: [a]                    | x:1:17: only plain 'key: value' is understood here, not '['",
            "contexts:\\n  a:\\n    server: x\\n   b: y | x:4:4: expected 'key: value' under the key that it belongs to",
            "hello                                  | x:1:1: expected 'key: value' under the key that it belongs to",
            "contexts:\\ncontexts:                  | x:2:1: the key 'contexts' is there twice",
            "currentContxt: a                       | x: unknown key 'currentContxt'; did you mean 'currentContext'?",
            "contexts:\\n  a:\\n    sever: x        | x: unknown key 'contexts.a.sever'; did you mean 'server'?",
            "currentContext: \"a                    | x:1:17: the quotes do not close at the end of the value"})
    void faultsAreNamedWithTheirPlace(String text, String message) {
        Failure failure = assertThrows(Failure.class, () -> ClientConfig.parse("x", text.replace("\\n", "\n")));
        assertEquals(message, failure.getMessage());
        assertEquals(ExitCode.INVALID, failure.code());
    }

    @Test
    void itIsWrittenForItsOwnerOnlyAndReplacesWhatWasThere(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("rune").resolve("client.yaml");
        ClientConfig.EMPTY.with("a", new Context("http://x:1", "t", "", "")).using("a").write(file);
        ClientConfig.EMPTY.with("b", new Context("http://y:1", "t", "", "")).using("b").write(file);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(Map.of("b", new Context("http://y:1", "t", "", "")),
                ClientConfig.read(file).orElseThrow().contexts());
        try (var files = Files.list(file.getParent())) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void tokensAreOnlyShownWhenAskedFor() {
        ClientConfig config = ClientConfig.EMPTY.with("a", new Context("http://x:1", "sesame", "", ""));
        assertTrue(config.toYaml(false).contains("sesame"));
        assertTrue(config.toYaml(true).contains("(not shown)"));
    }

    @Test
    void aCurrentContextThatIsNotThereIsNamed() {
        ClientConfig config = ClientConfig.EMPTY.with("a", new Context("http://x:1", "", "", "")).using("b");
        Failure failure = assertThrows(Failure.class, () -> config.current(Path.of("f")));
        assertEquals("f: currentContext 'b' is not one of its contexts (a)", failure.getMessage());
    }
}
