package dev.rune.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
    @TempDir
    private Path folder;

    @Test
    void a_flag_wins_over_the_environment_and_the_environment_over_the_runefile() throws Exception {
        Path file = runefile("httpAddr: 127.0.0.1:1\nlogLevel: error\nlogFormat: json\n");
        DaemonSettings settings = read(Map.of("RUNE_HTTP_ADDR", "127.0.0.1:2", "RUNE_LOG_LEVEL", "warn"), "--config",
                file.toString(), "--http-addr", "127.0.0.1:3");
        assertEquals(new HttpAddress("127.0.0.1", 3), settings.httpAddress());
        assertEquals(RuneFile.LogLevel.WARN, settings.logLevel());
        assertEquals(RuneFile.LogFormat.JSON, settings.logFormat());
    }

    @Test
    void every_setting_has_a_variable_and_a_flag_named_like_its_key() {
        assertEquals("RUNE_TLS_CERT_FILE", new Setting("tls.certFile").variable());
        assertEquals("--tls-cert-file", new Setting("tls.certFile").flag());
        assertEquals("--data-dir", new Setting("dataDir").flag());
    }

    @Test
    void the_distributions_own_plugins_come_first_and_others_are_added() throws Exception {
        DaemonSettings settings = Configuration.read(
                CommandLine.parse(List.of("--plugins-dir", "/a", "--plugins-dir=/b")), Map.of(),
                Optional.of(Path.of("/own")));
        assertEquals(List.of(Path.of("/own"), Path.of("/a"), Path.of("/b")), settings.pluginDirectories());
    }

    @Test
    void every_fault_is_told_with_where_it_stands() throws Exception {
        Path file = runefile("httpAdr: 127.0.0.1:1\nlogFormat: xml\n");
        ProblemException refused = assertThrows(ProblemException.class,
                () -> read(Map.of("RUNE_LOG_LEVEL", "loud"), "--config", file.toString()));
        List<String> told = refused.problem().findings().stream().map(Object::toString).toList();
        assertEquals(3, told.size(), told::toString);
        assertTrue(told.stream().anyMatch(t -> t.startsWith(file + ":1:1: ") && t.contains("httpAddr")),
                told::toString);
        assertTrue(told.stream().anyMatch(t -> t.startsWith(file + ":2:12: ")), told::toString);
        assertTrue(told.stream().anyMatch(t -> t.startsWith("<RUNE_LOG_LEVEL>: ") && t.contains("loud")),
                told::toString);
    }

    @Test
    void a_runefile_that_is_not_there_is_told_in_words() {
        Path file = folder.resolve("nosuch.yaml");
        ProblemException refused = assertThrows(ProblemException.class,
                () -> read(Map.of(), "--config", file.toString()));
        assertEquals("the runefile " + file + " cannot be read: there is no such file",
                refused.problem().message());
    }

    @Test
    void a_mistyped_flag_is_told_the_near_one() {
        CommandLine.UsageException refused = assertThrows(CommandLine.UsageException.class,
                () -> CommandLine.parse(List.of("--http-adr", "x")));
        assertTrue(refused.getMessage().contains("--http-addr"), refused::getMessage);
    }

    @Test
    void a_command_comes_with_its_files() throws Exception {
        CommandLine line = CommandLine.parse(List.of("--plugins-dir", "/a", "lint", "-r", "b.yaml"));
        assertEquals(Optional.of("lint"), line.command());
        assertEquals(List.of("b.yaml"), line.files());
        assertTrue(line.says("--recursive"));
    }

    @Test
    void options_may_stand_behind_the_command() throws Exception {
        CommandLine line = CommandLine.parse(List.of("restore", "copy.db", "--data-dir", "/d"));
        assertEquals(List.of("copy.db"), line.files());
        assertEquals(Map.of("--data-dir", List.of("/d")), line.flags());
        assertEquals(List.of("-", "-r", "--data-dir"),
                CommandLine.parse(List.of("lint", "-", "--", "-r", "--data-dir")).files());
        assertThrows(CommandLine.UsageException.class, () -> CommandLine.parse(List.of("-r")));
    }

    private Path runefile(String text) throws Exception {
        return Files.writeString(folder.resolve("runefile.yaml"), text);
    }

    private static DaemonSettings read(Map<String, String> environment, String... words) throws Exception {
        return Configuration.read(CommandLine.parse(List.of(words)), environment, Optional.empty());
    }
}
