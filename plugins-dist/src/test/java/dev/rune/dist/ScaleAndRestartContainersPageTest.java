package dev.rune.dist;

import dev.rune.testkit.PrivateEngine;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.parallel.ResourceLock;

/** {@link ScaleAndRestartPage} with containers. */
@ResourceLock(Containers.ENGINE)
@DisabledIfSystemProperty(named = "skipEngineTests", matches = "|true")
class ScaleAndRestartContainersPageTest extends ScaleAndRestartPage {
    /** A volume in which every new instance looks for what it is to be like. */
    private static final String NEWCOMERS = "rune-test-newcomers";

    private final String host = PrivateEngine.shared();

    @Override
    Map<String, String> environment() {
        return Map.of("DOCKER_HOST", host);
    }

    /** A container takes much more to start than a process. */
    @Override
    int storm() {
        return 10;
    }

    @Override
    String castfile(String name, String version, Nature nature, String more) {
        return Containers.shell(name, """
                nature=$(cat /newcomers/nature 2>/dev/null || echo $NATURE)
                [ $nature = well ] || echo "no database"
                [ $nature != crashing ] || exit 3
                [ $nature != well ] || echo well > /srv/index.html
                exec httpd -f -p 8080 -h /srv
                """, """
                env:
                  VERSION: "%s"
                  NATURE: %s
                volumes:
                  - volume: %s
                    mountPath: /newcomers
                ports:
                  - name: http
                    port: 8080
                health:
                  readiness: { type: http, path: /, port: http, intervalSeconds: 1, failureThreshold: 2 }
                """.formatted(version, word(nature), NEWCOMERS) + more);
    }

    @Override
    void newcomersAre(Nature nature) {
        PrivateEngine.docker(host, "run", "--rm", "-v", NEWCOMERS + ":/newcomers", PrivateEngine.IMAGE, "sh", "-c",
                nature == Nature.WELL ? "rm -f /newcomers/nature" : "echo " + word(nature) + " > /newcomers/nature");
    }

    @Override
    int alive(String name) {
        return (int) PrivateEngine.docker(host, "ps", "-q", "-f", "label=dev.rune.service=" + name).lines().count();
    }

    private static String word(Nature nature) {
        return nature.name().toLowerCase(Locale.ROOT);
    }
}
