package dev.rune.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** What is no castfile is refused clearly, with nothing changed, whatever it is; and what is asked wrongly too. */
@TestInstance(Lifecycle.PER_CLASS)
class BadInputTest {
    private Path directory;
    private Runed runed;

    @BeforeAll
    void start(@TempDir Path temporary) {
        directory = temporary;
        runed = Runed.start(directory);
    }

    @AfterAll
    void stop() {
        runed.close();
    }

    @Test
    void everyFaultIsToldAtOnceWithItsPlace() throws IOException {
        var file = Files.writeString(directory.resolve("faulty.yaml"), """
                service:
                  name: My_Service
                  sclae: 2
                  ports: http
                  process:
                    comand: /bin/true
                ---
                service:
                  name: second
                  scale: -1
                  imagge: nginx
                """);
        for (var command : List.of("cast", "lint")) {
            var text = runed.rune(command, file.toString()).expect(6).text();
            assertFault(text, file, "2:9", "My_Service");
            assertFault(text, file, "3:3", "did you mean 'scale'?");
            assertFault(text, file, "4:10", "'ports'");
            assertFault(text, file, "6:5", "did you mean 'command'?");
            assertFault(text, file, "10:10", "-1");
            assertFault(text, file, "11:3", "image");
            assertTrue(text.contains("  sclae: 2"), text);
        }
        assertNothingChanged();
    }

    @Test
    void whatCannotBeExposedIsToldWithItsPlace() throws IOException {
        var file = Files.writeString(directory.resolve("exposed.yaml"), """
                service:
                  name: web
                  ports: [{name: http, port: 8080}]
                  process: {command: /bin/true}
                  expose:
                    port: http
                    host: "http://web.local"
                ---
                service:
                  name: db
                  ports: [{name: data, port: 5432}]
                  process: {command: /bin/true}
                  expose: {port: data}
                ---
                service:
                  name: path
                  ports: [{name: http, port: 8080}]
                  process: {command: /bin/true}
                  expose: {port: http, host: web.local, path: shop}
                """);
        for (var command : List.of("cast", "lint")) {
            var text = runed.rune(command, file.toString()).expect(6).text();
            assertFault(text, file, "7:11", "'http://web.local' is no host name");
            assertFault(text, file, "13:18", "port 5432 is to be opened on the host");
            assertFault(text, file, "19:47", "'shop' is no path");
        }
        assertNothingChanged();
    }

    @Test
    void aClaimedHostIsRefusedAndItsHolderNamed() throws IOException {
        var file = Files.writeString(directory.resolve("claims.yaml"), """
                service:
                  name: first
                  ports: [{name: http, port: 80, targetPort: auto}]
                  process: {command: /bin/sleep, args: [infinity]}
                  scale: 0
                  expose: {port: http, host: claimed.local}
                """);
        runed.rune("cast", file.toString()).expect(0);
        try {
            Files.writeString(file, Files.readString(file).replace("first", "second"));
            var refused = runed.rune("cast", file.toString()).expect(5);
            assertFault(refused.text(), file, "6:30", "'claimed.local' is claimed by service 'first'");
            assertEquals(1, runed.json("get", "services", "-A").size());
        } finally {
            runed.rune("delete", "first", "--yes").expect(0);
        }
    }

    @Test
    void whatIsNoTextIsRefused() throws IOException {
        var random = new byte[100_000];
        new Random(1).nextBytes(random);
        refused("binary", random);
        refused("nul", "service:\n  name: a\0b\n".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anEmptyFileIsInvalidAndAMissingOneAMistake() throws IOException {
        refused("empty", new byte[0]);
        runed.rune("cast", directory.resolve("missing.yaml").toString()).expect(2);
    }

    @Test
    void whatIsTooLargeTooDeepOrTooCleverIsRefused() throws IOException {
        var large = new byte[50_000_000];
        Arrays.fill(large, (byte) '#');
        refused("large", large);
        refused("deep", ("service: " + "[".repeat(10_000)).getBytes(StandardCharsets.UTF_8));
        var bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (var i = 1; i < 40; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        refused("bomb", bomb.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aMistypedCommandNamesTheNearOne() {
        assertTrue(runed.rune("sclae", "api", "3").expect(2).err().contains("scale"));
    }

    @Test
    void withoutADaemonItIsToldWhatToType() {
        var outcome = Distribution.run(List.of(Distribution.RUNE, "get", "services"),
                java.util.Map.of("RUNE_DATA_DIR", directory.resolve("nobody").toString()), "").expect(9);
        assertTrue(outcome.err().contains("runed"), outcome::err);
    }

    @Test
    void withoutATokenOnlyHealthIsTold() {
        assertEquals(200, runed.get("/healthz"));
        assertEquals(401, runed.get("/v1/status"));
        assertEquals(401, runed.get("/v1/no/such/thing"));
    }

    private void refused(String name, byte[] content) throws IOException {
        var file = Files.write(directory.resolve(name + ".yaml"), content);
        for (var command : List.of("cast", "lint")) {
            var outcome = runed.rune(command, file.toString()).expect(6);
            assertTrue(outcome.text().contains(name + ".yaml"), outcome::text);
            assertTrue(outcome.text().length() < 5_000, "a clear refusal is a short one");
        }
        assertNothingChanged();
    }

    private void assertNothingChanged() {
        assertEquals(0, runed.json("get", "services", "-A").size());
    }

    private static void assertFault(String text, Path file, String place, String words) {
        assertTrue(text.lines().anyMatch(line -> line.contains(file.getFileName() + ":" + place + ": ")
                && line.contains(words)), () -> place + " " + words + "\n" + text);
    }
}
