package dev.rune.dist;

import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A broken plugin is shown with its fault, and nothing else suffers from it. */
class BrokenPluginsTest {
    @TempDir
    Path directory;

    @Test
    void brokenPluginsAreNamedAndTheRestWorks() throws IOException {
        var zoo = new BrokenPlugins(directory);
        zoo.throwing("grumpy");
        zoo.lacking("lonely");
        zoo.future("future");
        zoo.healthy("moon");
        try (var runed = Runed.start(directory, "--plugins-dir", zoo.directory().toString())) {
            var plugins = StreamSupport.stream(runed.json("get", "plugins").spliterator(), false)
                    .collect(toMap(plugin -> plugin.path("id").asString(), plugin -> plugin));
            for (var complaint : BrokenPlugins.complaints().entrySet()) {
                var plugin = plugins.get(complaint.getKey());
                assertEquals("Failed", plugin.path("status").asString(), plugin::toString);
                assertTrue(plugin.path("message").asString().contains(complaint.getValue()), plugin::toString);
            }
            for (var id : new String[]{"process", "http-probe", "tcp-probe", "mounts", "moon"}) {
                assertEquals("Running", status(plugins.get(id)), id);
            }
            assertTrue(runed.rune("get", "plugins").done().lines().getFirst()
                    .matches("NAME +VERSION +KIND +TYPES +STATUS +MESSAGE"));
            runed.cast(Castfile.shell("lunar", "rune-broken-plugins-test", "sleep 600", """
                    health:
                      readiness:
                        type: moon
                    """)).done();
            assertTrue(runed.rune("health", "lunar", "--checks").done().out().contains("the moon is up"));
        }
    }

    @Test
    void whatIsWrongIsSaidWithoutADaemonAndWithoutStartingAnything() throws IOException {
        var zoo = new BrokenPlugins(directory);
        zoo.throwing("grumpy");
        zoo.lacking("lonely");
        zoo.future("future");
        zoo.healthy("moon");
        for (var id : List.of("lonely", "future")) {
            assertTrue(check(zoo, id).expect(6).err().contains(BrokenPlugins.complaints().get(id)), id);
        }
        assertTrue(check(zoo, "moon").done().out().contains("provides  probe third.party.moon.Provider"));
        // What its constructor does is only known once it is called.
        check(zoo, "grumpy").done();
        assertTrue(check(zoo, "absent").expect(2).err().contains("there is no such directory"));
    }

    private static Outcome check(BrokenPlugins zoo, String id) {
        return Distribution.run(List.of(Distribution.RUNE, "plugins", "check", zoo.directory().resolve(id).toString()),
                Map.of(), "");
    }

    @Test
    void aServiceThatNeedsABrokenPluginIsToldSo() throws IOException {
        var zoo = new BrokenPlugins(directory);
        zoo.throwing("grumpy");
        try (var runed = Runed.start(directory, "--plugins-dir", zoo.directory().toString())) {
            var outcome = runed.cast(Castfile.shell("hopeful", "rune-broken-plugins-test", "sleep 600", """
                    health:
                      readiness:
                        type: grumpy
                    """)).expect(6);
            assertTrue(outcome.text().contains("grumpy"), outcome::text);
        }
    }

    private static String status(JsonNode plugin) {
        return plugin == null ? "absent" : plugin.path("status").asString();
    }
}
