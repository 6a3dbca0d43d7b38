package dev.rune.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.testkit.PrivateEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The page "Services" of the documentation with containers, its first example word for word. */
@ResourceLock(Containers.ENGINE)
@TestInstance(Lifecycle.PER_CLASS)
@DisabledIfSystemProperty(named = "skipEngineTests", matches = "|true")
class ContainerPageTest {
    private static final String PAGE = """
            service:
              name: api
              namespace: default
              image: ghcr.io/example/api:1.4.0
              scale: 3
              ports:
                - name: http
                  port: 8080
              env:
                LOG_LEVEL: info
              resources:
                cpu: { request: 100m, limit: 500m }
                memory: { request: 128Mi, limit: 512Mi }
              health:
                liveness: { type: http, path: /healthz, port: 8080, intervalSeconds: 10 }
            """;

    private final String host = PrivateEngine.shared();
    private Runed runed;

    @BeforeAll
    void start(@TempDir Path directory) {
        for (var version : List.of("1.4.0", "1.5.0")) {
            PrivateEngine.derive(host, "ghcr.io/example/api:" + version, "echo " + version + " > /srv/healthz",
                    "CMD [\"sh\", \"-c\", \"echo serving; exec httpd -f -p 8080 -h /srv\"]");
        }
        runed = Runed.start(directory, Map.of("DOCKER_HOST", host));
    }

    @AfterAll
    void stop() {
        runed.close();
    }

    private String row(String service) {
        return runed.rune("get", "services").done().lines().stream().filter(line -> line.startsWith(service + " "))
                .findFirst().orElse("").strip();
    }

    @Test
    void theFirstExampleIsKeptRunningAndEveryCommandWorksOnIt() {
        assertTrue(runed.cast(PAGE).done().out().contains("service/api created"));
        assertTrue(row("api").matches("api +container +Running +3/3 +- +1 +[0-9]+s"), row("api"));
        var first = Containers.living(host, "api");
        assertEquals(3, first.size());
        assertEquals("50000 536870912 134217728 102 none",
                PrivateEngine.docker(host, "inspect", "-f", "{{.HostConfig.CpuQuota}} {{.HostConfig.Memory}} "
                        + "{{.HostConfig.MemoryReservation}} {{.HostConfig.CpuShares}} "
                        + "{{if .HostConfig.PortBindings}}published{{else}}none{{end}}",
                        Containers.of(runed.instances("api").getFirst())));

        assertTrue(runed.cast(PAGE).done().out().contains("service/api unchanged"));
        assertTrue(runed.cast(runed.rune("get", "service", "api", "-o", "yaml").done().out()).done().out()
                .contains("service/api unchanged"));
        assertEquals(first, Containers.living(host, "api"));

        assertEquals("info\n", runed.rune("exec", "api", "--", "sh", "-c", "echo $LOG_LEVEL").done().out());
        runed.rune("exec", "api", "--", "sh", "-c", "exit 17").expect(17);
        runed.rune("exec", "api", "--", "no-such-program").expect(127);
        assertEquals("1.4.0\n",
                runed.rune("exec", "api", "--", "wget", "-qO-", "http://api.default.rune:8080/healthz").done().out());
        assertEquals(3, runed.rune("logs", "api").done().lines().stream().filter(line -> line.endsWith("serving"))
                .count());
        assertTrue(runed.rune("health", "api", "--checks").done().out().contains("200"));

        runed.rune("scale", "api", "5").done();
        assertEquals(5, Containers.living(host, "api").size());
        assertTrue(Containers.living(host, "api").containsAll(first));
        runed.rune("scale", "api", "2").done();
        assertEquals(2, Containers.living(host, "api").size());

        var before = Containers.living(host, "api");
        runed.rune("restart", "api").done();
        assertEquals(2, Containers.living(host, "api").size());
        assertTrue(Containers.living(host, "api").stream().noneMatch(before::contains));

        assertTrue(runed.cast(PAGE.replace("1.4.0", "1.5.0")).done().out().contains("service/api updated"));
        assertEquals("1.5.0\n",
                runed.rune("exec", "api", "--", "wget", "-qO-", "http://api:8080/healthz").done().out());

        runed.rune("stop", "api").done();
        assertEquals(Set.of(), Containers.living(host, "api"));
        assertTrue(row("api").matches("api +container +Stopped +0/0 .*"), row("api"));
        runed.rune("delete", "api", "--yes").done();
        assertEquals(List.of(), Containers.all(host, "api"));
    }

    @Test
    void theCastfileOfTheReadmeWorks() throws IOException {
        var readme = Files.readString(Path.of("..", "README.md"));
        var castfile = Pattern.compile("(?ms)^```yaml\n(service:\n(?:(?!```).)*image: nginx.*?)^```$").matcher(readme);
        assertTrue(castfile.find());
        PrivateEngine.derive(host, "nginx:alpine", "echo hello > /srv/index.html",
                "CMD [\"httpd\", \"-f\", \"-p\", \"80\", \"-h\", \"/srv\"]");
        runed.cast(castfile.group(1)).done();
        assertTrue(row("web").matches("web +container +Running +3/3 +- +1 +[0-9]+s"), row("web"));
        runed.rune("delete", "web", "--yes").done();
        PrivateEngine.docker(host, "volume", "rm", "web-cache");
    }

    @Test
    void everyKindOfProbeReachesAContainerAtItsAddress() {
        for (var probe : List.of("{ type: http, path: /healthz, port: web }", "{ type: tcp, port: web }",
                "{ type: exec, command: [test, -e, /srv/healthz] }")) {
            runed.cast("""
                    service:
                      name: probed
                      image: ghcr.io/example/api:1.4.0
                      ports: [{ name: web, port: 80, targetPort: 8080 }]
                      health: { readiness: %s }
                    """.formatted(probe)).done();
            assertTrue(row("probed").contains("1/1"), row("probed"));
            runed.rune("delete", "probed", "--yes").done();
        }
        runed.cast("""
                service:
                  name: sick
                  image: ghcr.io/example/api:1.4.0
                  ports: [{ name: web, port: 8080 }]
                  health:
                    liveness: { type: http, path: /healthz, port: web, intervalSeconds: 1, failureThreshold: 2 }
                """).done();
        var first = runed.instances("sick").getFirst();
        runed.rune("exec", "sick", "--", "rm", "/srv/healthz").done();
        Await.until("a replacement", () -> runed.instances("sick"), seen -> seen.size() == 1
                && seen.getFirst().ready() && !seen.getFirst().id().equals(first.id()));
    }

    @Test
    void whatOtherHandsDoEndsWithExactlyOneLiveInstanceAndAnEventThatSaysSo() {
        runed.cast(Containers.shell("touched", "sleep 1000 & wait", "")).done();
        var told = new HashSet<String>();
        for (var hand : List.of(List.of("rm", "-f"), List.of("stop"), List.of("kill"), List.of("restart", "-t", "1"),
                List.of("pause"))) {
            var before = Await.until("one", () -> runed.instances("touched"),
                    seen -> seen.size() == 1 && seen.getFirst().ready());
            var words = new java.util.ArrayList<>(hand);
            words.add(Containers.of(before.getFirst()));
            PrivateEngine.docker(host, words.toArray(String[]::new));
            var events = Await.until("an event about docker " + hand.getFirst(), () -> outsideEvents("touched"),
                    seen -> !told.containsAll(seen));
            told.addAll(events);
            Await.that("exactly one live container after docker " + hand.getFirst(),
                    () -> Containers.living(host, "touched").size() == 1 && runed.instances("touched").size() == 1
                            && runed.instances("touched").getFirst().ready());
            assertEquals(0, runed.instances("touched").getFirst().restarts(), "counted after docker " + hand);
        }
        runed.rune("delete", "touched", "--yes").done();
    }

    private Set<String> outsideEvents(String service) {
        return runed.rune("get", "events").done().lines().stream()
                .filter(line -> line.contains("OutsideHand") && line.contains(service + "-"))
                .map(line -> line.substring(line.indexOf("OutsideHand"))
                        + line.replaceAll(".*(" + service + "-[a-z0-9]+).*", "$1"))
                .collect(Collectors.toSet());
    }

    @Test
    void whatEndsAContainerIsNamed() {
        runed.cast(Containers.shell("hungry", "exec dd if=/dev/zero of=/dev/null bs=100000000", """
                resources:
                  memory: { limit: 16Mi }
                """), "--no-wait").done();
        Await.until("out of memory", () -> runed.rune("get", "service", "hungry", "-o", "yaml").done().out(),
                text -> text.contains("out of memory"));
        runed.rune("delete", "hungry", "--yes").done();
        runed.cast("""
                service:
                  name: absent
                  image: %s
                  command: [/no/such/program]
                """.formatted(PrivateEngine.IMAGE)).expect(8);
        var yaml = runed.rune("get", "service", "absent", "-o", "yaml").done().out();
        assertTrue(yaml.contains("/no/such/program"), yaml);
        runed.rune("delete", "absent", "--yes").done();
    }
}
