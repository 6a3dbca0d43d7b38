package dev.rune.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionTest {
    private final Map<String, String> variables = new HashMap<>();

    @TempDir
    private Path home;

    @Test
    void theFlagWinsOverEverything() throws IOException {
        write(home.resolve(".config/rune/client.yaml"), "http://own:1", "own");
        variables.put("RUNE_API_SERVER", "http://variable:2");
        variables.put("RUNE_TOKEN", "given");
        Connection found = find(Optional.empty(), Optional.of("http://flag:3"));
        assertEquals("http://flag:3", found.server().address());
        assertEquals("given", found.server().token());
    }

    @Test
    void aTokenGoesOnlyToTheServerItIsFor() throws IOException {
        write(home.resolve(".config/rune/client.yaml"), "http://own:1", "own");
        assertEquals("own", find(Optional.empty(), Optional.of("http://own:1")).server().token());
        assertEquals("", find(Optional.empty(), Optional.of("http://other:1")).server().token());
    }

    @Test
    void theVariableForTheServerComesNext() throws IOException {
        write(home.resolve(".config/rune/client.yaml"), "http://own:1", "own");
        variables.put("RUNE_API_SERVER", "box:2");
        assertEquals("http://box:2", find(Optional.empty(), Optional.empty()).server().address());
    }

    @Test
    void aFileNamedByFlagOrVariableComesNext() throws IOException {
        write(home.resolve(".config/rune/client.yaml"), "http://own:1", "own");
        Path file = write(home.resolve("f.yaml"), "http://file:3", "file");
        assertEquals("http://file:3", find(Optional.of(file.toString()), Optional.empty()).server().address());
        variables.put("RUNE_API_SERVER", "box:2");
        assertEquals("http://file:3", find(Optional.of(file.toString()), Optional.empty()).server().address());
        variables.remove("RUNE_API_SERVER");
        variables.put("RUNE_CONFIG", file.toString());
        assertEquals("http://file:3", find(Optional.empty(), Optional.empty()).server().address());
    }

    @Test
    void thenTheDataDirectoryThenTheOwnFileThenTheDefaultPlace() throws IOException {
        write(home.resolve(".local/state/rune/client.yaml"), "http://place:4", "t");
        assertEquals("http://place:4", find(Optional.empty(), Optional.empty()).server().address());
        write(home.resolve(".config/rune/client.yaml"), "http://own:1", "t");
        assertEquals("http://own:1", find(Optional.empty(), Optional.empty()).server().address());
        write(home.resolve("data/client.yaml"), "http://data:5", "t");
        variables.put("RUNE_DATA_DIR", home.resolve("data").toString());
        assertEquals("http://data:5", find(Optional.empty(), Optional.empty()).server().address());
    }

    @Test
    void withoutAnyItIsSaidWhereItWasLookedForAndWhatToType() {
        Failure failure = assertThrows(Failure.class, () -> find(Optional.empty(), Optional.empty()));
        assertEquals(ExitCode.UNREACHABLE, failure.code());
        assertTrue(failure.getMessage().contains(home.resolve(".config/rune/client.yaml").toString()),
                failure.getMessage());
        assertTrue(failure.getMessage().contains(home.resolve(".local/state/rune/client.yaml").toString()),
                failure.getMessage());
        assertTrue(failure.hint().contains("'runed'"), failure.hint());
    }

    @Test
    void aFileThatWasNamedHasToBeThere() {
        Failure failure = assertThrows(Failure.class, () -> find(Optional.of("/nowhere"), Optional.empty()));
        assertEquals(ExitCode.USAGE, failure.code());
    }

    @Test
    void theContextsNamespaceIsUsed() throws IOException {
        Path file = home.resolve("f.yaml");
        Files.writeString(file, "contexts:\n  a:\n    server: http://x:1\n    namespace: web\n");
        assertEquals("web", find(Optional.of(file.toString()), Optional.empty()).namespace());
    }

    private Connection find(Optional<String> config, Optional<String> server) {
        return Connection.find(new Surroundings(variables, home, false, Optional.empty()), config, server);
    }

    private static Path write(Path file, String server, String token) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file,
                "currentContext: c\ncontexts:\n  c:\n    server: " + server + "\n    token: " + token + "\n");
    }
}
