package dev.rune.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images, built by the distribution with a JDK, and used without one. */
class ImageTest {
    private static final String JDK = System.getProperty("java.home");
    private static final long MIB = 1024 * 1024;

    @TempDir
    Path directory;

    private Outcome build(Path image, String... words) {
        return build(Map.of(), image, words);
    }

    private Outcome build(Map<String, String> environment, Path image, String... words) {
        var line = new java.util.ArrayList<>(List.of(Distribution.RUNE, "image", "build", "--jdk", JDK, "--output",
                image.toString()));
        line.addAll(List.of(words));
        var outcome = Distribution.run(line, environment, "").done();
        System.out.println(String.join(" ", words) + "\n" + outcome.out());
        return outcome;
    }

    /** Without the caches of the start. */
    private static long size(Path image) throws IOException {
        try (var files = Files.walk(image)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("runed.aot") && !file.endsWith("classes.jsa"))
                    .mapToLong(file -> file.toFile().length()).sum();
        }
    }

    @Test
    void aDaemonAndAClientApart() throws IOException {
        var server = directory.resolve("server");
        var client = directory.resolve("client");
        var said = build(server, "--server", "--plugins", "process,http-probe,tcp-probe,expose").out();
        build(client, "--client");
        assertTrue(said.contains("left out, for no plugin here needs it: java.management, java.net.http"), said);
        assertTrue(size(server) <= 70 * MIB, said);
        assertTrue(size(client) <= 45 * MIB, said);
        assertFalse(Files.exists(server.resolve("bin/rune")));
        assertFalse(Files.exists(client.resolve("bin/runed")));

        try (var runed = Runed.startWith(server.resolve("bin/runed").toString(), directory, Map.of())) {
            var mapped = Files.readString(Path.of("/proc/" + runed.pid() + "/maps"));
            assertTrue(mapped.contains(server.resolve("lib/runed.aot").toString()), mapped);
            runed.cast(Castfile.web("api", """
                    ports: [{name: http, port: 80, targetPort: auto}]
                    env: {PORT: "{{port:http}}"}
                    health:
                      readiness: {type: http, path: /, port: http, intervalSeconds: 1}
                    """)).done();
            var variables = Map.of("RUNE_DATA_DIR", runed.data().toString());
            var seen = Distribution.run(List.of(client.resolve("bin/rune").toString(), "get", "plugins"), variables, "")
                    .done().lines();
            assertEquals(List.of("expose", "http-probe", "process", "tcp-probe"),
                    seen.stream().skip(1).map(line -> line.split(" ")[0]).toList());
            assertTrue(seen.stream().skip(1).allMatch(line -> line.contains("Running")), seen::toString);
            assertTrue(Distribution.run(List.of(client.resolve("bin/rune").toString(), "stop", "api"), variables, "")
                    .done().text().contains("api"));
        }
        // The client's image cannot make a daemon out of nothing.
        var refused = Distribution.run(List.of(client.resolve("bin/rune").toString(), "image", "build", "--jdk", JDK,
                "--output", directory.resolve("never").toString()), Map.of(), "").expect(4);
        assertTrue(refused.err().contains("a client alone"), refused::text);
        assertFalse(Files.exists(directory.resolve("never")));
    }

    @Test
    void aPluginGetsTheModuleThatTheDistributionLacks() throws IOException {
        var zoo = new BrokenPlugins(directory);
        zoo.requiring("preferring", "java.prefs");
        var plugin = zoo.directory().resolve("preferring");
        var check = Distribution.run(List.of(Distribution.RUNE, "plugins", "check", plugin.toString()), Map.of(), "")
                .expect(6);
        assertTrue(check.err().contains("requires the module 'java.prefs', which is neither in its folder nor part of "
                + "this run-time; use a run-time that has it"), check::text);

        var image = directory.resolve("image");
        var said = build(image, "--plugins", "process," + plugin, "--no-cache").out();
        assertTrue(said.contains("java.prefs is needed by preferring"), said);
        var rune = image.resolve("bin/rune").toString();
        Distribution
                .run(List.of(rune, "plugins", "check", image.resolve("plugins/preferring").toString()), Map.of(), "")
                .done();
        assertFalse(Files.exists(image.resolve("lib/runed.aot")));
    }

    private static List<String> clients(Path image) {
        return List.of(Distribution.RUNE, "image", "build", "--client", "--jdk", JDK, "--output", image.toString());
    }

    private List<Path> left() throws IOException {
        try (var files = Files.list(directory)) {
            return files.toList();
        }
    }

    @Test
    void theTrainingTouchesNoOtherDaemon() throws IOException {
        try (var other = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var nowhere = directory.resolve("nowhere").toString();
            var image = directory.resolve("image");
            build(Map.of("RUNE_API_SERVER", "http://127.0.0.1:" + other.getLocalPort(), "RUNE_CONFIG", nowhere,
                    "RUNE_TOKEN", "secret", "RUNE_DATA_DIR", nowhere, "RUNE_CONFIG_FILE", nowhere, "RUNE_LOG_LEVEL",
                    "shout"), image, "--server", "--plugins", "process");
            assertTrue(Files.exists(image.resolve("lib/runed.aot")));
            assertFalse(Files.exists(Path.of(nowhere)));
            other.setSoTimeout(1);
            assertThrows(SocketTimeoutException.class, other::accept);
        }
    }

    @Test
    void nothingIsLeftOfWhatCannotBeWritten() throws IOException {
        var limited = new java.util.ArrayList<>(List.of("/bin/sh", "-c", "ulimit -f 8000; exec \"$@\"", "sh"));
        var image = directory.resolve("deep/down/image");
        limited.addAll(clients(image));
        var tooLarge = Distribution.run(limited, Map.of(), "").expect(1);
        assertTrue(
                tooLarge.err().startsWith("error: the image " + image + " cannot be built: jlink of the JDK in " + JDK
                        + " ended with "),
                tooLarge::text);
        assertTrue(tooLarge.err().contains("File too large"), tooLarge::text);
        assertEquals(List.of(), left());

        var nowhere = Distribution.run(clients(Path.of("/proc/nowhere/image")), Map.of(), "").expect(1);
        assertTrue(nowhere.err().startsWith("error: the image /proc/nowhere/image cannot be built: there is no "
                + "/proc/nowhere, and it cannot be made\n"), nowhere::text);
    }

    @Test
    void nothingIsLeftAfterASignal() throws IOException {
        var image = directory.resolve("deep/image");
        var said = Files.createTempFile("image", ".log");
        var building = new ProcessBuilder(clients(image)).redirectErrorStream(true).redirectOutput(said.toFile())
                .start();
        try {
            Await.that("jlink at work",
                    () -> building.descendants()
                            .anyMatch(child -> child.info().command().orElse("").endsWith("jlink")));
            building.destroy();
            Await.that("the end", () -> !building.isAlive());
            assertEquals(List.of(), left(), () -> said.toString());
        } finally {
            building.destroyForcibly();
            Files.delete(said);
        }
    }
}
