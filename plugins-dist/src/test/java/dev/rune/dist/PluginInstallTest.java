package dev.rune.dist;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin is brought to a daemon, used, and taken away again, and a broken one is not. */
class PluginInstallTest {
    @TempDir
    Path directory;

    @Test
    void aPluginComesIsUsedAndGoes() throws IOException {
        var zoo = new BrokenPlugins(directory);
        zoo.healthy("moon");
        zoo.lacking("lonely");
        try (var runed = Runed.start(directory)) {
            assertTrue(runed.rune("plugins", "install", zoo.directory().resolve("lonely").toString()).expect(6).text()
                    .contains(BrokenPlugins.complaints().get("lonely")));
            var moon = zoo.directory().resolve("moon").toString();
            assertTrue(runed.rune("plugins", "install", moon).done().out().strip().matches(
                    "plugin/moon 1\\.0 installed in .*/installed-plugins/moon; runed loads it when it is started again"));
            assertFalse(runed.rune("plugins").done().out().contains("moon"), "only the next start loads it");
            restart(runed);
            assertTrue(runed.rune("plugins", "describe", "moon").done().out().contains("plugin        moon 1.0"));
            runed.cast(Castfile.shell("lunar", "rune-plugin-install-test", "sleep 600", """
                    health:
                      readiness:
                        type: moon
                    """)).done();
            assertTrue(runed.rune("plugins", "describe", "moon").done().out().contains("used by       default/lunar"));
            runed.rune("plugins", "install", moon).expect(5);
            assertTrue(
                    runed.rune("plugins", "install", moon, "--replace").done().out().contains("moon 1.0 replaced in "));
            assertTrue(runed.rune("plugins", "remove", "moon").expect(5).text().contains("default/lunar"));
            assertTrue(runed.rune("plugins", "remove", "mounts").expect(5).text().contains("was not installed here"));
            runed.rune("delete", "lunar", "--yes").done();
            assertTrue(runed.rune("plugins", "remove", "moon").done().out().contains("runed lets go of it"));
            restart(runed);
            assertFalse(runed.rune("plugins").done().out().contains("moon"));
        }
    }

    private static void restart(Runed runed) {
        runed.terminate();
        runed.start();
    }
}
