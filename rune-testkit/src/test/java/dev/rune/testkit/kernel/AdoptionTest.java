package dev.rune.testkit.kernel;

import static dev.rune.testkit.ServiceBuilder.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.spi.host.CastOptions;
import dev.rune.kernel.spi.probe.Verdict;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceState;
import dev.rune.kernel.status.InstanceStatus;
import dev.rune.kernel.status.Rollout;
import dev.rune.kernel.status.ServicePhase;
import dev.rune.testkit.Behaviour;
import dev.rune.testkit.KernelHarness;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A kernel that is started again")
class AdoptionTest extends KernelTest {
    @Test
    @DisplayName("finds what the one before it started: same ids, same pids, nothing new")
    void findsAll() {
        harness.castAndAwait(service("api").scale(5), service("db"));
        List<ObservedInstance> before = harness.host().all();
        for (int round = 0; round < 10; round++) {
            if (round % 2 == 0) {
                harness.killKernel();
            } else {
                harness.endKernel();
            }
            harness.advance(seconds(3));
            harness.startKernel();
            harness.advance(seconds(3));
        }
        assertEquals(before, harness.host().all());
        assertEquals(ServicePhase.RUNNING, harness.phase("api"));
        assertEquals(6, harness.host().starts().size());
    }

    @Test
    @DisplayName("tells when it has looked at all that was there, be that nothing, or something it cannot ask about")
    void tellsWhenItHasLooked() {
        assertTrue(harness.kernel().awaitFirstLook(Duration.ZERO));
        harness.castAndAwait(service("api").scale(2), service("db"));
        harness.killKernel();
        harness.startKernel();
        assertTrue(harness.kernel().awaitFirstLook(Duration.ZERO));
        assertEquals(3, harness.kernel().instances(Optional.empty(), false).size());
        harness.host().listing(false);
        harness.restartKernel();
        assertTrue(harness.kernel().awaitFirstLook(Duration.ZERO));
        harness.endKernel();
        harness.startKernelWithoutRunner();
        assertTrue(harness.kernel().awaitFirstLook(Duration.ZERO));
    }

    @Test
    @DisplayName("answers what ended meanwhile, with its exit code, once")
    void answersWhatEnded() {
        harness.castAndAwait(service("api").scale(3));
        harness.killKernel();
        harness.host().end(ids("api").get(1), Exit.code(7));
        harness.advance(seconds(5));
        harness.startKernel();
        harness.awaitPhase("api", ServicePhase.RUNNING);
        InstanceStatus ended = harness.status("api").instances().stream().filter(i -> i.finishedAt().isPresent())
                .findFirst().orElseThrow();
        assertEquals(InstanceState.FAILED, ended.state());
        assertEquals(Exit.code(7), ended.exit().orElseThrow());
        assertEquals(1, harness.instances("api").get(1).restartCount());
        harness.restartKernel();
        harness.restartKernel();
        harness.advance(seconds(10));
        assertEquals(1, harness.instances("api").get(1).restartCount());
        assertEquals(4, startsOf("api"));
    }

    @Test
    @DisplayName("has what was accepted before it, whatever was on its way")
    void nothingAcceptedIsLost() {
        harness.host().startTime(seconds(2));
        harness.cast(service("api").scale(3), service("gone"), service("db").env("A", "1"));
        harness.advance(seconds(10));
        harness.kernel().scale(KernelHarness.ref("api"), 5);
        harness.kernel().delete(KernelHarness.ref("gone"), false, false);
        harness.kernel().cast(List.of(service("db").env("A", "2").document()),
                new CastOptions("default", false, false));
        harness.killKernel();
        harness.startKernel();
        awaitRollout("api", Rollout.State.COMPLETE);
        awaitRollout("db", Rollout.State.COMPLETE);
        harness.awaitGone("gone");
        assertEquals(5, ids("api").size());
        assertEquals(2, harness.living("db").getFirst().labels().generation());
        assertEquals(List.of(), ids("gone"));
    }

    @Test
    @DisplayName("finds again what was being started when the one before it ended, and starts nothing twice")
    void startsInFlight() {
        harness.host().startTime(seconds(5));
        harness.cast(service("api").scale(10));
        harness.advance(seconds(4));
        harness.killKernel();
        harness.advance(seconds(5));
        harness.startKernel();
        awaitRollout("api", Rollout.State.COMPLETE);
        assertEquals(10, ids("api").size());
        assertEquals(10, harness.host().starts().stream().distinct().count());
        assertEquals(10, startsOf("api"));
    }

    @Test
    @DisplayName("counts an instance with a probe as ready from its first success, and stops none before it was asked")
    void readyFromTheFirstSuccess() {
        harness.castAndAwait(service("api").scale(2).readiness(Map.of("intervalSeconds", 60)));
        List<ObservedInstance> before = harness.living("api");
        harness.probe().answer("health", new Verdict.Inconclusive("not now"));
        harness.restartKernel();
        assertEquals(0, harness.status("api").readyReplicas());
        harness.cast(service("api").env("A", "1").readiness(Map.of("intervalSeconds", 60)));
        assertTrue(harness.living("api").containsAll(before), "stopped one that was not asked yet");
        harness.probe().answer("health", new Verdict.Healthy(""));
        awaitRollout("api", Rollout.State.COMPLETE);
        assertEquals(2, ids("api").size());
    }

    @Test
    @DisplayName("probes at once, and serves again without waiting for an interval")
    void probesAtOnce() {
        harness.castAndAwait(service("api").readiness(Map.of("intervalSeconds", 3600, "initialDelaySeconds", 1)));
        harness.advance(seconds(100));
        harness.restartKernel();
        harness.advance(millis(100));
        assertEquals(1, harness.status("api").readyReplicas());
    }

    @Test
    @DisplayName("does not run a finished job again")
    void finishedJobs() {
        harness.cast(service("job").does(Behaviour.program().pauses(seconds(1)).exits(0)).with("restart", "never"));
        harness.awaitPhase("job", ServicePhase.STOPPED);
        harness.killKernel();
        harness.startKernel();
        harness.advance(Duration.ofMinutes(2));
        assertEquals(1, startsOf("job"));
        assertEquals("Completed", harness.status("job").reason());
    }

    @Test
    @DisplayName("keeps scale, generation, times and reasons")
    void keepsStatus() {
        harness.castAndAwait(service("api"));
        harness.advance(seconds(7));
        harness.scale("api", 2);
        awaitRollout("api", Rollout.State.COMPLETE);
        var before = harness.status("api");
        harness.advance(seconds(7));
        harness.restartKernel();
        harness.advance(seconds(7));
        var after = harness.status("api");
        assertEquals(before.generation(), after.generation());
        assertEquals(before.lastScaleAt(), after.lastScaleAt());
        assertEquals(before.lastScaleReason(), after.lastScaleReason());
        assertEquals(before.rollout(), after.rollout());
        assertEquals(before.instances(), after.instances());
    }

    @Test
    @DisplayName("finds an instance whose start seemed to fail because the reply was lost, and does not start another")
    void lostReply() {
        harness.host().loseStartReplies(3);
        harness.cast(service("api").scale(3));
        harness.awaitPhase("api", ServicePhase.RUNNING);
        harness.advance(Duration.ofMinutes(1));
        assertEquals(3, startsOf("api"));
        assertEquals(3, ids("api").size());
        assertTrue(harness.instances("api").stream().allMatch(i -> i.restartCount() == 0));
    }

    @Test
    @DisplayName("leaves instances of services that it does not know alone")
    void strangers() {
        harness.castAndAwait(service("api"));
        var stranger = only("api");
        harness.kernel().delete(KernelHarness.ref("api"), false, true);
        harness.awaitGone("api");
        harness.castAndAwait(service("api"));
        assertNotEquals(stranger, only("api"));
    }
}
