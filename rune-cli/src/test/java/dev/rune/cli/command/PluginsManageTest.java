package dev.rune.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.cli.CommandLineRun;
import dev.rune.cli.FakeDaemon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Type words are told of, plugins come and go. */
class PluginsManageTest {
    private static final String TYPES = """
            [{"kind": "runner", "type": "lottery", "plugin": "lottery", "version": "0.1", "works": true,
              "stability": "stable", "usage": "service: {lottery: …}", "doc": "Draws numbers.",
              "capabilities": ["logs", "signal"], "usedBy": ["default/draw"], "fields": [
                {"path": "count", "type": "integer", "required": false, "default": "6", "allowed": [], "doc": "How many."},
                {"path": "order", "type": "word", "required": true, "allowed": ["drawn", "sorted"], "doc": "In which order."}]},
             {"kind": "probe", "type": "tcp", "plugin": "tcp-probe", "version": "0.1", "works": false,
              "stability": "stable", "usage": "health: {readiness: {type: tcp}}", "doc": "", "capabilities": [],
              "usedBy": [], "fields": []}]
            """;

    @TempDir
    Path directory;
    private final FakeDaemon daemon = FakeDaemon.start();

    @AfterEach
    void close() {
        daemon.close();
    }

    private CommandLineRun.Result rune(String... words) {
        return CommandLineRun.with(daemon).run(words);
    }

    @Test
    void aTypeIsToldWithItsKeysAndItsUsers() {
        daemon.on("GET /v1/types", TYPES);
        CommandLineRun.Result result = rune("plugins", "describe", "lottery");
        assertEquals(0, result.code(), result.err());
        assertEquals("""
                runner lottery
                  Draws numbers.
                  plugin        lottery 0.1
                  stability     stable
                  written as    service: {lottery: …}
                  can           logs, signal
                  used by       default/draw
                  KEY     TYPE            DEFAULT    MEANING
                  count   integer         6          How many.
                  order   drawn, sorted   required   In which order.
                """, result.out());
        assertTrue(rune("plugins", "describe", "tcp").out()
                .contains("tcp-probe 0.1, which does not work; see 'rune plugins'"));
    }

    @Test
    void aWordThatNobodyBringsIsToldWithThoseThatThereAre() {
        daemon.on("GET /v1/types", TYPES);
        CommandLineRun.Result result = rune("plugins", "describe", "lotery");
        assertEquals(4, result.code());
        assertEquals("error: no plugin brings the type 'lotery'; did you mean 'lottery'?\nThere are: lottery, tcp.\n",
                result.err());
    }

    /** The shell of a machine with a {@code runed} that only says its words. */
    private CommandLineRun.Result managed(CommandLineRun shell, String... words) throws IOException {
        Path said = directory.resolve("said");
        Files.deleteIfExists(said);
        Path runed = Files.createDirectories(directory.resolve("bin")).resolve("runed");
        Files.writeString(runed, "#!/bin/sh\necho \"$*\" >" + said + "\nexit 5\n");
        Files.setPosixFilePermissions(runed, PosixFilePermissions.fromString("rwx------"));
        return shell.distribution(directory).run(words);
    }

    private String said() throws IOException {
        return Files.readString(directory.resolve("said")).strip();
    }

    @Test
    void runedInstallsIntoTheDirectoryOfTheDaemon() throws IOException {
        daemon.on("GET /v1/status", "{\"dataDirectory\": \"/srv/rune\"}");
        assertEquals(5, managed(CommandLineRun.with(daemon), "plugins", "install", "moon.zip", "--replace").code());
        assertEquals("install-plugin --data-dir /srv/rune --replace -- moon.zip", said());
        managed(CommandLineRun.with(daemon), "plugins", "install", "moon", "--data-dir", "/elsewhere");
        assertEquals("install-plugin --data-dir /elsewhere -- moon", said());
    }

    @Test
    void withoutADaemonRunedSaysWhere() throws IOException {
        assertEquals(5, managed(CommandLineRun.alone(), "plugins", "install", "moon").code());
        assertEquals("install-plugin -- moon", said());
    }

    @Test
    void nothingIsInstalledOverTheNetwork() throws IOException {
        CommandLineRun shell = CommandLineRun.alone().variable("RUNE_API_SERVER", "https://rune.example:7861");
        CommandLineRun.Result result = managed(shell, "plugins", "install", "moon");
        assertEquals(2, result.code());
        assertTrue(result.err().contains("the daemon is at rune.example: do this on its machine"), result.err());
        assertFalse(Files.exists(directory.resolve("said")));
    }

    @Test
    void oneThatServicesUseIsNotRemovedUnlessForced() throws IOException {
        daemon.on("GET /v1/types", TYPES);
        daemon.on("GET /v1/status", "{\"dataDirectory\": \"/srv/rune\"}");
        CommandLineRun.Result result = managed(CommandLineRun.with(daemon), "plugins", "remove", "lottery");
        assertEquals(5, result.code());
        assertEquals(
                """
                        error: plugin 'lottery' is used by default/draw
                        Delete or change them first, or say --force: what runs of them goes on, and is then neither started nor stopped any more.
                        """,
                result.err());
        assertFalse(Files.exists(directory.resolve("said")));
        managed(CommandLineRun.with(daemon), "plugins", "remove", "lottery", "--force");
        assertEquals("remove-plugin --data-dir /srv/rune -- lottery", said());
        managed(CommandLineRun.with(daemon), "plugins", "remove", "tcp-probe");
        assertEquals("remove-plugin --data-dir /srv/rune -- tcp-probe", said());
    }

    @Test
    void theDaemonOfTheDirectoryThatIsNamedSaysWhetherServicesUseIt() throws IOException {
        daemon.on("GET /v1/types", "[]");
        try (FakeDaemon owner = FakeDaemon.start()) {
            owner.on("GET /v1/types", TYPES);
            owner.on("GET /v1/status", "{\"dataDirectory\": \"" + directory + "\"}");
            String[] remove = {"plugins", "remove", "lottery", "--data-dir", directory.toString()};
            CommandLineRun.Result unknown = managed(CommandLineRun.with(daemon), remove);
            assertEquals(9, unknown.code());
            assertTrue(unknown.err().contains(directory.resolve("client.yaml").toString()), unknown.err());
            Files.writeString(directory.resolve("client.yaml"), "contexts:\n  local:\n    server: " + owner.address()
                    + "\n    token: " + FakeDaemon.TOKEN + "\n");
            CommandLineRun.Result used = managed(CommandLineRun.with(daemon), remove);
            assertEquals(5, used.code());
            assertTrue(used.err().contains("is used by default/draw"), used.err());
            assertFalse(Files.exists(directory.resolve("said")));
            owner.on("GET /v1/status", "{\"dataDirectory\": \"/elsewhere\"}");
            CommandLineRun.Result other = managed(CommandLineRun.with(daemon), remove);
            assertEquals(9, other.code());
            assertTrue(other.err().contains("has its data in /elsewhere"), other.err());
        }
    }

    @Test
    void withoutADaemonNobodyKnowsWhetherServicesUseIt() throws IOException {
        CommandLineRun.Result result = managed(CommandLineRun.alone(), "plugins", "remove", "lottery");
        assertEquals(9, result.code());
        assertTrue(result.err().contains("start it, or say --force"), result.err());
        managed(CommandLineRun.alone(), "plugins", "remove", "lottery", "--force");
        assertEquals("remove-plugin -- lottery", said());
    }
}
