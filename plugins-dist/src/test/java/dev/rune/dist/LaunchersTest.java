package dev.rune.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distribution runs from anywhere, on a machine without a JDK. (All tests here run it with a bare environment.) */
class LaunchersTest {
    @TempDir
    Path directory;

    @Test
    void runsThroughChainsOfLinks() throws IOException {
        var absolute = Files.createSymbolicLink(directory.resolve("absolute"), Path.of(Distribution.RUNE));
        var relative = Files.createSymbolicLink(directory.resolve("relative link"), absolute.getFileName());
        assertEquals(version(Distribution.RUNE), version(relative.toString()));
    }

    @Test
    void runsFromAFolderWithSpacesAfterBeingMoved() throws IOException {
        // Links to files and not to folders: a program finds its home by its own real place.
        var moved = directory.resolve("opt with spaces/rune");
        copy(Distribution.HOME, moved);
        assertEquals(version(Distribution.RUNE), version(moved.resolve("bin/rune").toString()));
    }

    @Test
    void optionsForOtherJavaProgramsDoNotReachIt() {
        var outcome = Distribution.run(List.of(Distribution.RUNE, "version"),
                Map.of("JAVA_TOOL_OPTIONS", "-Dno.such=thing", "JDK_JAVA_OPTIONS", "-XX:+NoSuchOption"), "");
        assertFalse(outcome.text().contains("JAVA"), outcome::text);
    }

    @Test
    void theClientsStartUpCacheFits() {
        // AOTMode=on ends the program where auto would go on without its cache.
        var java = Distribution.HOME.resolve("runtime/bin/java").toString();
        Distribution.run(List.of(java, "-XX:AOTMode=on",
                "-XX:AOTCache=" + Distribution.HOME.resolve("runtime/lib/server/classes.jsa"), "-Xms6m", "-m",
                "dev.rune.cli/dev.rune.cli.Main", "completion", "bash"), Map.of(), "").done();
    }

    @Test
    void theDaemonRunsOnItsStartUpCacheAndUnpacksNoDatabaseLibrary() throws IOException {
        try (var runed = Runed.start(directory)) {
            var mapped = Files.readString(Path.of("/proc/" + runed.pid() + "/maps"));
            assertTrue(mapped.contains(Distribution.HOME.resolve("lib/runed.aot").toString()), mapped);
            assertTrue(mapped.contains(Distribution.HOME.resolve("lib/libsqlitejdbc.so").toString()), mapped);
        }
    }

    @Test
    void pluginsLieReadyInFoldersOfTheirNames() throws IOException {
        for (var id : List.of("docker", "process", "http-probe", "tcp-probe", "mounts")) {
            var descriptor = Files
                    .readString(Distribution.HOME.resolve("plugins").resolve(id).resolve("plugin.properties"));
            assertTrue(descriptor.lines().anyMatch(("id=" + id)::equals), descriptor);
            assertFalse(descriptor.contains("${"), descriptor);
        }
        assertTrue(Files.isExecutable(Distribution.HOME.resolve("plugins/process/rune-shim")));
    }

    private static String version(String program) {
        return Distribution.run(List.of(program, "completion", "bash"), Map.of(), "").done().out();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                var target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
