package dev.rune.testkit.kernel;

import static dev.rune.testkit.ServiceBuilder.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.spi.probe.Verdict;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceId;
import dev.rune.kernel.status.Rollout;
import dev.rune.kernel.status.ServicePhase;
import dev.rune.testkit.Behaviour;
import dev.rune.testkit.KernelHarness;
import dev.rune.testkit.ServiceBuilder;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An update")
class UpdateTest extends KernelTest {
    private int mostAlive;
    private int leastReady = Integer.MAX_VALUE;
    private boolean mixed;

    /** Lets time pass until the rollout is complete, and notes the extremes on the way. */
    private void watchRollout(String service) {
        harness.await("the rollout is complete", () -> {
            List<ObservedInstance> living = harness.living(service);
            mostAlive = Math.max(mostAlive, living.size());
            leastReady = Math.min(leastReady, harness.status(service).readyReplicas());
            mixed |= living.stream().map(seen -> seen.labels().template()).distinct().count() > 1;
            return harness.status(service).rollout().state() == Rollout.State.COMPLETE;
        });
    }

    private ServiceBuilder version(int version) {
        return service("api").scale(4).env("VERSION", Integer.toString(version));
    }

    @Test
    @DisplayName("replaces one by one: one more alive than wanted, none fewer ready")
    void rolling() {
        harness.castAndAwait(version(1));
        Set<InstanceId> before = Set.copyOf(ids("api"));
        harness.cast(version(2));
        watchRollout("api");
        assertEquals(5, mostAlive);
        assertEquals(4, leastReady);
        assertTrue(ids("api").stream().noneMatch(before::contains));
        assertEquals(List.of(0, 1, 2, 3), harness.instances("api").stream().map(i -> i.slot()).toList());
        assertEquals(4, harness.status("api").rollout().updated());
        assertEquals(0, harness.status("api").rollout().outdated());
    }

    @Test
    @DisplayName("keeps to maxSurge and maxUnavailable")
    void bounds() {
        ServiceBuilder wide = service("api").scale(6).with("updateStrategy",
                Map.of("maxSurge", 2, "maxUnavailable", 3));
        harness.castAndAwait(wide.env("V", "1"));
        harness.cast(wide.env("V", "2"));
        watchRollout("api");
        assertTrue(mostAlive <= 8, "alive: " + mostAlive);
        assertTrue(leastReady >= 3, "ready: " + leastReady);
    }

    @Test
    @DisplayName("with recreate never has two versions alive")
    void recreate() {
        harness.castAndAwait(version(1).with("updateStrategy", "recreate"));
        harness.cast(version(2).with("updateStrategy", "recreate"));
        watchRollout("api");
        assertFalse(mixed);
        assertEquals(4, mostAlive);
        assertEquals(0, leastReady);
    }

    @Test
    @DisplayName("that rests on failure stops at the first that is never ready, and the old ones go on serving")
    void badVersion() {
        ServiceBuilder resting = version(1).with("updateStrategy", Map.of("onFailure", "pause"));
        harness.castAndAwait(resting.readiness(Map.of("intervalSeconds", 1)));
        Set<InstanceId> good = Set.copyOf(ids("api"));
        harness.probe().answer("health",
                id -> good.contains(id) ? new Verdict.Healthy("") : new Verdict.Unhealthy("not my day"));
        harness.cast(resting.env("VERSION", "2").readiness(Map.of("intervalSeconds", 1)));
        awaitRollout("api", Rollout.State.PAUSED);
        harness.advance(seconds(120));
        assertEquals(4, harness.status("api").readyReplicas());
        assertTrue(ids("api").containsAll(good));
        assertTrue(harness.status("api").rollout().message().contains("not my day"),
                harness.status("api").rollout()::message);
        assertEquals(ServicePhase.RUNNING, harness.phase("api"));
    }

    @Test
    @DisplayName("that rests on failure tries a version that crashes in one place only, ever more slowly")
    void crashingVersion() {
        ServiceBuilder resting = version(1).with("updateStrategy", Map.of("onFailure", "pause"));
        harness.castAndAwait(resting);
        Set<InstanceId> good = Set.copyOf(ids("api"));
        harness.cast(resting.env("VERSION", "2").does(Behaviour.program().exits(1)));
        awaitRollout("api", Rollout.State.PAUSED);
        harness.advance(seconds(300));
        assertEquals(4, harness.status("api").readyReplicas());
        assertEquals(good, Set.copyOf(ids("api")));
        assertTrue(startsOf("api") < 4 + 16, "started " + startsOf("api") + " times in five minutes");
    }

    @Test
    @DisplayName("back to the version before keeps its instances")
    void backAgain() {
        harness.castAndAwait(version(1).readiness(Map.of("intervalSeconds", 1)));
        Set<InstanceId> good = Set.copyOf(ids("api"));
        harness.probe().answer("health",
                id -> good.contains(id) ? new Verdict.Healthy("") : new Verdict.Unhealthy("no"));
        harness.cast(version(2).readiness(Map.of("intervalSeconds", 1)));
        harness.advance(seconds(60));
        harness.cast(version(1).readiness(Map.of("intervalSeconds", 1)));
        watchRollout("api");
        assertEquals(good, Set.copyOf(ids("api")));
    }

    @Test
    @DisplayName("goes on when the kernel is killed in the middle of it")
    void survivesTheKernel() {
        harness.castAndAwait(version(1));
        harness.cast(version(2));
        for (int kill = 0; kill < 8; kill++) {
            harness.advance(millis(700));
            harness.killKernel();
            harness.startKernel();
        }
        watchRollout("api");
        assertEquals(4, ids("api").size());
        assertEquals(4, leastReady);
        assertTrue(harness.living("api").stream().allMatch(i -> i.labels().generation() == 2));
        assertTrue(harness.instances("api").stream().allMatch(i -> i.restartCount() == 0));
    }

    @Test
    @DisplayName("replaces what is not ready before what is")
    void unreadyFirst() {
        harness.castAndAwait(version(1).readiness(Map.of("intervalSeconds", 1)));
        InstanceId ill = ids("api").get(2);
        harness.probe().answer("health",
                id -> id.equals(ill) ? new Verdict.Unhealthy("ill") : new Verdict.Healthy(""));
        harness.advance(seconds(5));
        harness.host().startTime(seconds(5));
        harness.cast(version(2).readiness(Map.of("intervalSeconds", 1)));
        harness.advance(seconds(1));
        assertTrue(!ids("api").contains(ill), "the one that is not ready is still there");
        watchRollout("api");
        assertEquals(3, leastReady);
    }

    @Test
    @DisplayName("by a restart stops all before the first starts")
    void restart() {
        harness.castAndAwait(service("api").scale(3));
        Set<InstanceId> before = new HashSet<>(ids("api"));
        harness.kernel().restart(KernelHarness.ref("api"), false);
        watchRollout("api");
        assertEquals(3, mostAlive);
        assertEquals(0, leastReady);
        assertTrue(ids("api").stream().noneMatch(before::contains));
        assertEquals(2, harness.status("api").generation());
        assertEquals("restart", harness.status("api").rollout().operation().reason());
        var last = harness.host().all().stream().filter(i -> before.contains(i.id()))
                .map(i -> i.finishedAt().orElseThrow()).max(Instant::compareTo).orElseThrow();
        assertTrue(harness.living("api").stream().noneMatch(i -> i.startedAt().isBefore(last)));
    }

    @Test
    @DisplayName("by a rolling restart leaves no gap")
    void rollingRestart() {
        harness.castAndAwait(service("api").scale(3));
        Set<InstanceId> before = new HashSet<>(ids("api"));
        harness.kernel().restart(KernelHarness.ref("api"), true);
        watchRollout("api");
        assertEquals(4, mostAlive);
        assertEquals(3, leastReady);
        assertTrue(ids("api").stream().noneMatch(before::contains));
        assertEquals(0, harness.instances("api").stream().mapToInt(i -> i.restartCount()).sum());
    }

    @Test
    @DisplayName("together with a scale ends at both")
    void withScale() {
        harness.castAndAwait(version(1));
        harness.cast(version(2).scale(7));
        watchRollout("api");
        assertEquals(7, ids("api").size());
        harness.cast(version(3).scale(2));
        watchRollout("api");
        assertEquals(2, ids("api").size());
        assertTrue(harness.living("api").stream().allMatch(i -> i.labels().generation() == 3));
    }

    @Test
    @DisplayName("goes on while old instances crash")
    void oldOnesCrash() {
        harness.castAndAwait(version(1));
        harness.cast(version(2));
        harness.advance(millis(500));
        harness.host().end(ids("api").getFirst(), Exit.code(1));
        watchRollout("api");
        assertEquals(4, ids("api").size());
    }
}
