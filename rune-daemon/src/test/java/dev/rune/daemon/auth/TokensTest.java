package dev.rune.daemon.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens, and the file in which the client finds its own. */
class TokensTest {
    private static final Identity LOCAL = new Identity("local", Identity.ADMIN);

    @TempDir
    Path directory;

    @Test
    void aTokenIsKnownAlsoAfterARestart() throws Exception {
        String token = Tokens.open(directory).issue(LOCAL);
        assertEquals(43, token.length());
        assertEquals(Optional.of(LOCAL), Tokens.open(directory).identify(token));
        assertEquals(Optional.empty(), Tokens.open(directory).identify(token + "x"));
        assertEquals(Optional.empty(), Tokens.open(directory).identify(""));
    }

    @Test
    void theFileHoldsNoToken() throws Exception {
        String token = Tokens.open(directory).issue(LOCAL);
        String text = Files.readString(directory.resolve("tokens"));
        assertFalse(text.contains(token));
        assertTrue(text.matches("local admin [0-9a-f]{64}\n"), text);
        assertEquals("rw-------", permissions("tokens"));
    }

    @Test
    void aNewTokenOfTheSameNameReplacesTheOld() throws Exception {
        Tokens tokens = Tokens.open(directory);
        String other = tokens.issue(new Identity("ci", Identity.ADMIN));
        String first = tokens.issue(LOCAL);
        String second = tokens.issue(LOCAL);
        assertNotEquals(first, second);
        assertEquals(Optional.empty(), tokens.identify(first));
        assertEquals(Optional.of(LOCAL), tokens.identify(second));
        assertEquals("ci", Tokens.open(directory).identify(other).orElseThrow().name());
    }

    @Test
    void aDamagedFileIsNamed() throws Exception {
        Path file = directory.resolve("tokens");
        for (String text : new String[]{"local admin", "local admin 12", "local admin xx more", "\n",
                "local admin " + "g".repeat(64)}) {
            Files.writeString(file, text);
            ProblemException problem = assertThrows(ProblemException.class, () -> Tokens.open(directory));
            assertEquals(ProblemCode.DAMAGED, problem.problem().code());
            assertTrue(problem.getMessage().contains(file.toString()), problem.getMessage());
        }
    }

    @Test
    void linksAreNotFollowed() throws Exception {
        Path elsewhere = Files.writeString(directory.resolve("elsewhere"), "");
        Files.createSymbolicLink(directory.resolve("tokens"), elsewhere);
        assertThrows(ProblemException.class, () -> Tokens.open(directory));
        Files.createSymbolicLink(directory.resolve("client.yaml.new"), elsewhere);
        Files.createSymbolicLink(directory.resolve("client.yaml"), elsewhere);
        assertThrows(ProblemException.class, () -> new ClientFile(directory).token());
        Files.delete(directory.resolve("client.yaml"));
        new ClientFile(directory).write(URI.create("http://127.0.0.1:1"), "t");
        assertEquals("", Files.readString(elsewhere));
    }

    @Test
    void theClientsFileIsPrivateAndSaysWhere() throws Exception {
        ClientFile file = new ClientFile(directory);
        assertEquals(Optional.empty(), file.token());
        String token = Tokens.open(directory).issue(LOCAL);
        file.write(URI.create("http://127.0.0.1:7861"), token);
        assertEquals("""
                currentContext: local
                contexts:
                  local:
                    server: http://127.0.0.1:7861
                    token: %s
                    namespace: default
                """.formatted(token), Files.readString(file.path()));
        assertEquals("rw-------", permissions("client.yaml"));
        assertEquals(Optional.of(token), file.token());
        file.write(URI.create("http://127.0.0.1:9999"), token);
        assertEquals(Optional.of(token), file.token());
    }

    private String permissions(String name) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name)));
    }
}
