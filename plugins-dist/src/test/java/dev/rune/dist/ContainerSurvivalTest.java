package dev.rune.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.testkit.PrivateEngine;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Containers outlive the daemon and, where the engine can do that, the engine. */
@ResourceLock(Containers.ENGINE)
@DisabledIfSystemProperty(named = "skipEngineTests", matches = "|true")
class ContainerSurvivalTest {
    private static final int SCALE = 20;
    private static final int KILLS = 10;
    private static final int RESTARTS = 6;
    private static final long AWAY_SECONDS = 60;
    private static final String TAG = "rune-container-survival-test-" + ProcessHandle.current().pid();
    private static final String COUNTER = Containers.shell("counter",
            "i=0; while :; do i=$((i + 1)); echo \"line $i\"; sleep 0.5; done", "scale: " + SCALE);

    @TempDir
    Path directory;

    private record Counts(Set<String> ids, Set<String> containers, int restarts) {}

    /** Waits until the service is complete, and what is said is what the engine itself shows. */
    private static Counts complete(Runed runed, String host) {
        return Await.until(SCALE + " ready instances, and the containers that are said", () -> {
            var instances = runed.instances("counter");
            var living = Containers.living(host, "counter");
            var said = instances.stream().filter(Instance::ready).map(Containers::of).collect(Collectors.toSet());
            return living.stream().map(line -> line.split(" ")[0]).collect(Collectors.toSet()).equals(said)
                    ? new Counts(instances.stream().map(Instance::id).collect(Collectors.toSet()), living,
                            instances.stream().mapToInt(Instance::restarts).sum())
                    : new Counts(Set.of(), Set.of(), 0);
        }, seen -> seen.ids().size() == SCALE && seen.containers().size() == SCALE);
    }

    @Test
    void tenKillsOfTheDaemonLoseNothingAndDoubleNothing() {
        var host = PrivateEngine.shared();
        try (var runed = Runed.start(directory, Map.of("DOCKER_HOST", host))) {
            runed.cast(COUNTER).done();
            var before = complete(runed, host);
            assertEquals(0, before.restarts());
            for (var kill = 0; kill < KILLS; kill++) {
                runed.kill9();
                assertEquals(before.containers(), Containers.living(host, "counter"), "all survive the daemon");
                runed.start();
                assertEquals(before, complete(runed, host), "after kill " + (kill + 1));
            }
            assertEquals(SCALE, Containers.all(host, "counter").size());
            for (var id : before.ids()) {
                var lines = runed.rune("logs", id, "--tail", "0").done().lines();
                for (var i = 0; i < lines.size(); i++) {
                    assertTrue(lines.get(i).endsWith("line " + (i + 1)), lines.get(i));
                }
            }
        }
    }

    @Test
    void restartsOfAnEngineThatLetsContainersLiveAreNoticedByNobody() {
        try (var engine = PrivateEngine.started("--live-restore");
                var runed = Runed.start(directory, Map.of("DOCKER_HOST", engine.host()))) {
            runed.cast(COUNTER).done();
            runed.cast(Castfile.shell("native", TAG, "exec sleep 1000", "")).done();
            var before = complete(runed, engine.host());
            var pids = Processes.tagged("sleep", "1000");
            for (var restart = 0; restart < RESTARTS; restart++) {
                if (restart % 2 == 0) {
                    engine.stop();
                } else {
                    engine.kill();
                }
                engine.start();
                assertEquals(before, complete(runed, engine.host()), "after restart " + (restart + 1));
            }
            assertEquals(SCALE, Containers.all(engine.host(), "counter").size());
            awayForAMinute(engine, runed, before);
            hung(engine, runed, before);
            assertEquals(pids, Processes.tagged("sleep", "1000"));
            var nativeOne = runed.instances("native").getFirst();
            assertTrue(nativeOne.ready());
            assertEquals(0, nativeOne.restarts());
        }
    }

    private static void awayForAMinute(PrivateEngine engine, Runed runed, Counts before) {
        engine.stop();
        var back = System.nanoTime() + TimeUnit.SECONDS.toNanos(AWAY_SECONDS);
        var message = Await.until("the engine's absence in the status", () -> yaml(runed, "counter"),
                text -> text.contains("cannot be asked since"));
        assertTrue(message.contains("the Docker engine at " + engine.host() + " does not answer"), message);
        assertTrue(runed.rune("get", "plugins").done().out().contains("does not answer"));
        runed.rune("restart", "native").done();
        while (System.nanoTime() < back) {
            LockSupport.parkNanos(back - System.nanoTime());
        }
        assertTrue(yaml(runed, "counter").contains("cannot be asked since"));
        engine.start();
        assertEquals(before, complete(runed, engine.host()), "after a minute without the engine");
        Await.that("the message goes", () -> !yaml(runed, "counter").contains("cannot be asked since"));
    }

    private static void hung(PrivateEngine engine, Runed runed, Counts before) {
        engine.hang(true);
        try {
            runed.rune("scale", "counter", Integer.toString(SCALE + 1), "--no-wait").done();
            Await.until("the engine's silence in the status", () -> yaml(runed, "counter"),
                    text -> text.contains("cannot be asked since"));
        } finally {
            engine.hang(false);
        }
        runed.rune("scale", "counter", Integer.toString(SCALE)).done();
        assertEquals(before, complete(runed, engine.host()), "after a silence of the engine");
    }

    private static String yaml(Runed runed, String service) {
        return runed.rune("get", "service", service, "-o", "yaml").done().out();
    }

    @Test
    void aRestartOfAnEngineThatTakesItsContainersAlongCountsAgainstNobody() {
        try (var engine = PrivateEngine.started();
                var runed = Runed.start(directory, Map.of("DOCKER_HOST", engine.host()))) {
            runed.cast(COUNTER).done();
            var before = complete(runed, engine.host());
            engine.stop();
            engine.start();
            var after = complete(runed, engine.host());
            assertTrue(after.containers().stream().noneMatch(before.containers()::contains));
            assertEquals(0, after.restarts());
            var events = runed.rune("get", "events").done().out();
            assertTrue(events.contains("OutsideHand"), events);
            assertEquals(List.of(), runed.instances("counter").stream().filter(i -> i.restarts() > 0).toList());
        }
    }

    @Test
    void withoutAnEngineThePluginLoadsAndSaysSoAndNativeServicesRun() {
        try (var runed = Runed.start(directory, Map.of("DOCKER_HOST", "unix:///nonexistent/docker.sock"))) {
            var plugins = Await.until("the engine's absence", () -> runed.rune("get", "plugins").done().out(),
                    text -> text.contains("does not answer"));
            assertTrue(plugins.lines().anyMatch(line -> line.matches(
                    "docker +\\S+ +runner +container +Running +the Docker engine at .* does not answer: .*")), plugins);
            runed.cast(Castfile.shell("native", TAG, "exec sleep 1000", "")).done();
            runed.cast("service: { name: later, image: \"nginx:alpine\" }", "--no-wait").done();
            var yaml = Await.until("the engine's absence in the status", () -> yaml(runed, "later"),
                    text -> text.contains("cannot be asked since"));
            assertTrue(yaml.contains("phase: Pending"), yaml);
            assertTrue(runed.instances("native").getFirst().ready());
        }
    }
}
