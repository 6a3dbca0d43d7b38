package dev.rune.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The page "Services" of the documentation, from top to bottom, with native processes. */
@TestInstance(Lifecycle.PER_CLASS)
class ServicesPageTest {
    private static final String TAG = "rune-services-page-test-" + ProcessHandle.current().pid();

    private Path directory;
    private Runed runed;

    @BeforeAll
    void start(@TempDir Path temporary) {
        directory = temporary;
        runed = Runed.start(directory);
    }

    @AfterAll
    void stop() {
        runed.close();
    }

    @Test
    void theFirstServiceIsKeptRunning() {
        var castfile = api("api", "LOG_LEVEL: info");
        assertTrue(runed.cast(castfile).done().out().contains("service/api created"));

        var table = runed.rune("get", "services").done().lines();
        assertEquals(List.of("NAME", "TYPE", "STATUS", "INSTANCES", "EXTERNAL", "GENERATION", "AGE"),
                List.of(table.getFirst().split(" +")));
        assertTrue(row(table, "api").matches("api +process +Running +3/3 +- +1 +[0-9]+s"), table::toString);

        var yaml = runed.rune("get", "service", "api", "-o", "yaml").done().lines();
        var status = yaml.subList(yaml.indexOf("status:"), yaml.size());
        assertTrue(status.get(1).equals("  desiredReplicas: 3"), status::toString);
        assertTrue(status.get(2).equals("  readyReplicas: 3"), status::toString);
        assertTrue(status.get(3).equals("  currentReplicas: 3"), status::toString);
        assertTrue(status.get(4).startsWith("  lastScaleAt: "), status::toString);
        assertTrue(status.get(5).equals("  lastScaleReason: cast"), status::toString);

        var pids = pids("api");
        assertTrue(runed.cast(String.join("\n", yaml)).done().out().contains("service/api unchanged"));
        assertTrue(runed.cast(castfile).done().out().contains("service/api unchanged"));
        assertEquals(pids, pids("api"));

        assertTrue(runed.cast(api("api", "LOG_LEVEL: debug")).done().out().contains("service/api updated"));
        assertTrue(row(runed.rune("get", "services").done().lines(), "api")
                .matches("api +process +Running +3/3 +- +2 +[0-9]+s"));
        assertTrue(pids.stream().noneMatch(pids("api")::contains), "a new template replaces every instance");
    }

    @Test
    void aProcessServiceRunsWithItsArgumentsInItsFolder() throws IOException {
        var folder = directory.toRealPath();
        runed.cast("""
                service:
                  name: agent
                  process:
                    command: /bin/sh
                    args: ["-c", "echo $0 in $(pwd); exec sleep 600", "%s"]
                    workdir: %s
                """.formatted("--config", folder)).done();
        var logs = Await.until("the first line", () -> runed.rune("logs", "agent").done().out(),
                text -> !text.isEmpty());
        assertTrue(logs.contains("--config in " + folder), logs);
    }

    @Test
    void scaleMeansRunningAndHealthy() {
        runed.cast(sleeper("scaled", "scale: 2")).done();
        runed.rune("scale", "scaled", "5").done();
        assertEquals(5, runed.instances("scaled").stream().filter(Instance::ready).count());
        assertTrue(services("scaled").contains("5/5"));

        runed.rune("scale", "scaled", "0").done();
        Await.that("Stopped", () -> services("scaled").matches("scaled +process +Stopped +0/0 .*"));
        runed.rune("restart", "scaled").done();
        assertTrue(services("scaled").matches("scaled +process +Running +5/5 .*"), services("scaled"));

        var pids = pids("scaled");
        runed.rune("restart", "scaled").done();
        assertEquals(5, pids("scaled").size());
        assertTrue(pids.stream().noneMatch(pids("scaled")::contains));
    }

    @Test
    void aFailingInstanceIsKilledAndReplaced() throws IOException {
        var sick = directory.resolve("sick");
        runed.cast(Castfile.web("patient", """
                ports:
                  - name: http
                    port: 80
                    targetPort: auto
                env:
                  SICK: %s
                health:
                  liveness: { type: http, path: /healthz, port: http, intervalSeconds: 1, failureThreshold: 2 }
                """.formatted(sick))).done();
        var first = runed.instances("patient").getFirst();
        Files.createFile(sick);
        Await.that("the end of " + first.id(),
                () -> runed.instances("patient").stream().noneMatch(instance -> instance.id().equals(first.id())
                        && instance.state().equals("Running")));
        Files.delete(sick);
        var second = Await.until("a replacement", () -> runed.instances("patient"),
                seen -> seen.size() == 1 && seen.getFirst().ready() && !seen.getFirst().id().equals(first.id()));
        assertNotEquals(first.pid(), second.getFirst().pid());
        assertTrue(runed.rune("health", "patient", "--checks").done().out().contains("200"));
    }

    @Test
    void aDependentWaitsUntilWhatItNeedsIsHealthy() {
        var waiting = sleeper("dependent", """
                dependencies:
                  - name: database
                    readyWhen: healthy
                """);
        runed.cast(sleeper("database", "scale: 0")).done();
        runed.cast(waiting, "--no-wait").done();
        Await.that("Pending", () -> services("dependent").matches("dependent +process +Pending +0/1 .*"));
        var status = runed.rune("get", "service", "dependent", "-o", "yaml").done().out();
        assertTrue(status.contains("database"), status);
        runed.rune("scale", "database", "1").done();
        Await.that("Running", () -> services("dependent").matches("dependent +process +Running +1/1 .*"));
    }

    @Test
    void everyStatusWordOfThePageIsSeen() throws IOException {
        var sick = directory.resolve("half-sick");
        runed.cast(Castfile.shell("failed", TAG, "echo about to fail; exit 9", ""), "--no-wait").done();
        Await.that("Failed", () -> services("failed").matches("failed +process +Failed +0/1 .*"));
        var yaml = runed.rune("get", "service", "failed", "-o", "yaml").done().out();
        assertTrue(yaml.contains("about to fail"), yaml);

        runed.cast(Castfile.web("degraded", """
                scale: 2
                ports:
                  - name: http
                    port: 80
                    targetPort: auto
                env:
                  SICK: %s-{{port:http}}
                health:
                  readiness: { type: http, path: /, port: http, intervalSeconds: 1, failureThreshold: 1 }
                """.formatted(sick))).done();
        var port = runed.instances("degraded").getFirst().json().path("ports").path(0).path("targetPort").asInt();
        Files.createFile(Path.of(sick + "-" + port));
        Await.that("Degraded", () -> services("degraded").matches("degraded +process +Degraded +1/2 .*"));

        runed.cast(Castfile.shell("stubborn", TAG, "trap '' TERM; while true; do sleep 1; done",
                "stop: { gracePeriodSeconds: 3 }")).done();
        runed.rune("delete", "stubborn", "--yes", "--no-wait").done();
        Await.that("Deleting", () -> services("stubborn").contains("Deleting"));
        Await.that("its end", () -> services("stubborn").isEmpty());
    }

    @Test
    void deletingLeavesNothingBehind() {
        runed.cast(Castfile.shell("short-lived", TAG + "-deleted", "setsid sleep 600 & sleep 600", "")).done();
        assertEquals(1, Processes.tagged("/bin/sh", TAG + "-deleted").size());
        runed.rune("delete", "short-lived", "--yes").done();
        assertEquals(Set.of(), Processes.tagged("/bin/sh", TAG + "-deleted"));
        runed.rune("get", "service", "short-lived").expect(4);
    }

    private static String api(String name, String variable) {
        return Castfile.web(name, """
                namespace: default
                scale: 3
                ports:
                  - name: http
                    port: 8080
                    targetPort: auto
                env:
                  %s
                resources:
                  cpu: { request: 100m, limit: 500m }
                  memory: { request: 128Mi, limit: 512Mi }
                health:
                  liveness: { type: http, path: /healthz, port: 8080, intervalSeconds: 10 }
                """.formatted(variable));
    }

    private static String sleeper(String name, String more) {
        return Castfile.shell(name, TAG, "exec sleep 600", more);
    }

    private Set<Long> pids(String service) {
        return runed.instances(service).stream().map(instance -> instance.pid().orElseThrow())
                .collect(Collectors.toSet());
    }

    /** The row of a service in the table; empty where there is none. */
    private String services(String name) {
        return row(runed.rune("get", "services").done().lines(), name);
    }

    private static String row(List<String> table, String name) {
        return table.stream().filter(line -> line.startsWith(name + " ")).findFirst().orElse("").strip();
    }
}
