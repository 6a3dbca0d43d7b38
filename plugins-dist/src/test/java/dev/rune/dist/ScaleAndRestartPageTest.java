package dev.rune.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** {@link ScaleAndRestartPage} with native processes. */
class ScaleAndRestartPageTest extends ScaleAndRestartPage {
    @Override
    String castfile(String name, String version, Nature nature, String more) {
        return Castfile.moody(name, """
                env:
                  VERSION: "%s"
                  NATURE: %s
                  NEWCOMERS: %s
                ports:
                  - name: http
                    port: 80
                    targetPort: auto
                health:
                  readiness: { type: http, path: /, port: http, intervalSeconds: 1, failureThreshold: 2 }
                """.formatted(version, word(nature), newcomers()) + more);
    }

    @Override
    void newcomersAre(Nature nature) {
        try {
            if (nature == Nature.WELL) {
                Files.deleteIfExists(newcomers());
            } else {
                Files.writeString(newcomers(), word(nature));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    int alive(String name) {
        return Processes.tagged("/usr/bin/perl", Castfile.tag(name)).size();
    }

    private Path newcomers() {
        return directory().resolve("newcomers");
    }

    private static String word(Nature nature) {
        return nature.name().toLowerCase(Locale.ROOT);
    }
}
