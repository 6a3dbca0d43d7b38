package dev.rune.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What {@code rune plugins init} writes keeps its contract, is loaded, and does what its castfile asks for. */
@ResourceLock(Stranger.REPOSITORY)
class PluginTemplatesTest {
    /** The plugins by kind; that of a runner is the matter of {@link FirstRunnerPageTest}. */
    private static final Map<String, String> PLUGINS = Map.of("probe", "greeting", "exposure", "gate", "mount",
            "shelf");

    @TempDir
    Path directory;

    @Test
    void newPluginsCanBeBuiltAndUsedAtOnce() throws IOException {
        try (var terminal = new Terminal(directory, new Stranger().environment(Map.of()))) {
            for (var plugin : PLUGINS.entrySet()) {
                terminal.type("rune plugins init " + plugin.getValue() + " --kind " + plugin.getKey());
                var said = terminal.type("mvn -q -f " + plugin.getValue() + "/pom.xml package");
                assertEquals(List.of("0"), terminal.type("echo $?"), () -> String.join("\n", said));
            }
        }
        var options = PLUGINS.values().stream()
                .flatMap(name -> List.of("--plugins-dir", directory.resolve(name).resolve("target/plugins").toString())
                        .stream())
                .toArray(String[]::new);
        var shelf = Files.createDirectory(directory.resolve("books"));
        Files.writeString(shelf.resolve("title"), "Jenseits");
        var port = Runed.freePort();
        try (var runed = Runed.start(directory, options)) {
            assertEquals(PLUGINS.values().stream().collect(Collectors.toMap(name -> name, _ -> "Running")),
                    StreamSupport.stream(runed.json("get", "plugins").spliterator(), false)
                            .filter(plugin -> PLUGINS.containsValue(plugin.path("id").asString()))
                            .collect(Collectors.toMap(plugin -> plugin.path("id").asString(),
                                    plugin -> plugin.path("status").asString())));
            runed.cast("""
                    service:
                      name: reader
                      process:
                        command: /bin/sh
                        args: [-c, "cat $RUNE_MOUNT_BOOKS/title; echo; exec sleep 600"]
                      ports:
                        - {name: talk, port: %d, targetPort: auto}
                      mounts:
                        - {name: books, type: shelf, mountPath: /srv/rune-template-books, source: %s}
                      expose: {port: talk, type: gate}
                    """.formatted(port, shelf)).done();
            Await.that("the file of the mount", () -> runed.rune("logs", "reader").out().contains("Jenseits"));
            assertEquals("gate", runed.json("get", "routes").path(0).path("type").asString());
            try (var socket = new Socket("127.0.0.1", port)) {
                assertTrue(socket.isConnected(), "the exposure listens");
            }
            // Nobody listens where it asks, which it says.
            runed.cast("""
                    service:
                      name: mute
                      process: {command: /bin/sleep, args: ["600"]}
                      ports:
                        - {name: talk, port: 7000, targetPort: auto}
                      health:
                        readiness: {type: greeting, port: talk, intervalSeconds: 1}
                    """, "--no-wait").done();
            Await.that("an answer of the probe",
                    () -> runed.rune("health", "mute", "--checks").out().contains("Connection refused"));
        }
    }
}
