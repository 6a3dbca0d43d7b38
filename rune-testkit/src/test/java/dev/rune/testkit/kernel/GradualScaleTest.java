package dev.rune.testkit.kernel;

import static dev.rune.testkit.ServiceBuilder.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.spi.host.Generations;
import dev.rune.kernel.spi.host.ScaleRequest;
import dev.rune.kernel.spi.probe.Verdict;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceId;
import dev.rune.kernel.status.Rollout;
import dev.rune.testkit.KernelHarness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A scale in steps")
class GradualScaleTest extends KernelTest {
    private static final Duration INTERVAL = seconds(30);

    private Generations gradual(int replicas, int step) {
        return gradual(ScaleRequest.gradual(replicas, step, INTERVAL));
    }

    private Generations gradual(ScaleRequest request) {
        Generations generations = harness.kernel().scale(KernelHarness.ref("api"), request);
        harness.settle();
        return generations;
    }

    private int alive() {
        return harness.living("api").size();
    }

    private Rollout.Operation ended(long generation) {
        return harness.status("api").rollout().history().stream()
                .filter(operation -> operation.generation() == generation).findFirst().orElseThrow();
    }

    private void awaitEnd(long generation) {
        harness.await("the end of generation " + generation, () -> harness.status("api").rollout().history().stream()
                .anyMatch(operation -> operation.generation() == generation));
    }

    private void castAndArrive(int scale) {
        harness.castAndAwait(service("api").scale(scale).readiness(Map.of("intervalSeconds", 1)));
        awaitRollout("api", Rollout.State.COMPLETE);
    }

    @Test
    @DisplayName("opens a step when the one before is healthy and its interval has passed")
    void upInSteps() {
        castAndArrive(2);
        gradual(10, 3);
        List<Integer> seen = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            seen.add(alive());
            assertEquals(10, harness.status("api").desiredReplicas());
            assertEquals(i + 1, harness.status("api").rollout().operation().currentStep());
            harness.advance(INTERVAL.minusSeconds(1));
            seen.add(alive());
            harness.advance(seconds(1));
        }
        assertEquals(List.of(5, 5, 8, 8, 10, 10), seen);
        awaitRollout("api", Rollout.State.COMPLETE);
        assertEquals(10, harness.status("api").readyReplicas());
        assertEquals(Rollout.State.COMPLETE, ended(2).state());
        assertEquals("scale", harness.status("api").lastScaleReason());
    }

    @Test
    @DisplayName("down takes its time as well")
    void downInSteps() {
        castAndArrive(6);
        Set<InstanceId> before = Set.copyOf(ids("api").subList(0, 1));
        gradual(1, 2);
        assertEquals(4, alive());
        harness.advance(INTERVAL);
        assertEquals(2, alive());
        harness.advance(INTERVAL);
        assertEquals(before, Set.copyOf(ids("api")));
        awaitRollout("api", Rollout.State.COMPLETE);
    }

    @Test
    @DisplayName("waits with the next step for one that is slow")
    void slowStep() {
        castAndArrive(1);
        harness.host().startTime(seconds(50));
        gradual(3, 1);
        harness.advance(seconds(49));
        assertEquals(1, alive());
        harness.advance(seconds(2));
        assertEquals(2, alive());
        assertEquals(3, harness.status("api").rollout().operation().current());
    }

    @Test
    @DisplayName("goes back at once when an instance of a step crashes, and the old ones keep their lives")
    void crash() {
        castAndArrive(2);
        Set<InstanceId> before = Set.copyOf(ids("api"));
        gradual(6, 2);
        InstanceId fresh = ids("api").stream().filter(id -> !before.contains(id)).findFirst().orElseThrow();
        harness.host().end(fresh, Exit.code(7));
        harness.settle();
        awaitRollout("api", Rollout.State.COMPLETE);
        assertEquals(before, Set.copyOf(ids("api")));
        assertEquals(2, harness.status("api").desiredReplicas());
        assertEquals(Rollout.State.ROLLED_BACK, ended(2).state());
        assertEquals(fresh.name() + " crashed: exit code 7", ended(2).message());
        assertEquals(fresh.name(), ended(2).culprit().orElseThrow());
        assertEquals("rollback: " + ended(2).message(), harness.status("api").lastScaleReason());
    }

    @Test
    @DisplayName("goes back when an instance is not ready at the end of its start grace")
    void neverReady() {
        castAndArrive(2);
        Set<InstanceId> before = Set.copyOf(ids("api"));
        harness.probe().answer("health",
                id -> before.contains(id) ? new Verdict.Healthy("") : new Verdict.Unhealthy("no room"));
        gradual(4, 1);
        harness.await("the way back", () -> {
            assertTrue(harness.status("api").readyReplicas() >= 2);
            return harness.status("api").desiredReplicas() == 2;
        });
        awaitRollout("api", Rollout.State.COMPLETE);
        assertEquals(before, Set.copyOf(ids("api")));
        assertTrue(ended(2).message().contains("no room"), ended(2)::message);
    }

    @Test
    @DisplayName("at once goes back as well, also to zero")
    void immediate() {
        harness.castAndAwait(service("api").scale(2).readiness(Map.of("intervalSeconds", 1)));
        harness.kernel().stop(KernelHarness.ref("api"));
        awaitRollout("api", Rollout.State.COMPLETE);
        harness.probe().answer("health", new Verdict.Unhealthy("no"));
        harness.scale("api", 5);
        assertEquals(5, alive());
        awaitEnd(3);
        awaitRollout("api", Rollout.State.COMPLETE);
        assertEquals(0, alive());
        harness.probe().answer("health", new Verdict.Healthy(""));
        harness.kernel().restart(KernelHarness.ref("api"), false);
        awaitRollout("api", Rollout.State.COMPLETE);
        assertEquals(2, alive());
    }

    @Test
    @DisplayName("that is pinned goes on to its end whatever fails")
    void pinned() {
        castAndArrive(1);
        Set<InstanceId> before = Set.copyOf(ids("api"));
        harness.probe().answer("health",
                id -> before.contains(id) ? new Verdict.Healthy("") : new Verdict.Unhealthy("no"));
        gradual(ScaleRequest.gradual(4, 1, INTERVAL).pinned());
        harness.advance(seconds(200));
        assertEquals(4, alive());
        assertEquals(4, harness.status("api").desiredReplicas());
        assertEquals(Rollout.State.PROGRESSING, harness.status("api").rollout().state());
        harness.probe().answer("health", new Verdict.Healthy(""));
        awaitRollout("api", Rollout.State.COMPLETE);
    }

    @Test
    @DisplayName("that is cancelled stays at the count reached")
    void cancelled() {
        castAndArrive(1);
        gradual(9, 2);
        harness.advance(INTERVAL);
        assertEquals(5, alive());
        assertTrue(harness.kernel().cancelScale(KernelHarness.ref("api")).changed());
        awaitRollout("api", Rollout.State.COMPLETE);
        harness.advance(seconds(300));
        assertEquals(5, alive());
        assertEquals(5, harness.status("api").desiredReplicas());
        assertEquals(Rollout.State.CANCELLED, ended(2).state());
        assertFalse(harness.kernel().cancelScale(KernelHarness.ref("api")).changed());
    }

    @Test
    @DisplayName("to the same number is joined, and a newer one takes its place and is named")
    void joinedAndSuperseded() {
        castAndArrive(1);
        Generations first = gradual(9, 2);
        Generations again = gradual(9, 4);
        assertFalse(again.changed());
        assertEquals(first.after(), again.after());
        harness.advance(INTERVAL);
        Generations newer = gradual(2, 1);
        assertEquals("superseded by scale (generation " + newer.after() + ")", ended(first.after()).message());
        assertEquals(Rollout.State.SUPERSEDED, ended(first.after()).state());
        harness.await("four", () -> alive() == 4);
        awaitRollout("api", Rollout.State.COMPLETE);
        assertEquals(2, alive());
    }

    @Test
    @DisplayName("is superseded by a stop, a restart and a cast, and stays where it is")
    void superseded() {
        castAndArrive(1);
        gradual(9, 2);
        harness.cast(service("api").env("A", "1").readiness(Map.of("intervalSeconds", 1)));
        assertEquals(3, harness.status("api").desiredReplicas());
        awaitRollout("api", Rollout.State.COMPLETE);
        long second = gradual(9, 2).after();
        harness.kernel().restart(KernelHarness.ref("api"), false);
        assertEquals(Rollout.State.SUPERSEDED, ended(second).state());
        awaitRollout("api", Rollout.State.COMPLETE);
        assertEquals(5, alive());
        long third = gradual(9, 2).after();
        harness.kernel().stop(KernelHarness.ref("api"));
        assertEquals(Rollout.State.SUPERSEDED, ended(third).state());
        awaitRollout("api", Rollout.State.COMPLETE);
        assertEquals(0, alive());
    }

    @Test
    @DisplayName("goes on where it was when the daemon is killed between any two steps")
    void survivesTheDaemon() {
        castAndArrive(1);
        Set<InstanceId> before = Set.copyOf(ids("api"));
        gradual(7, 2);
        int last = alive();
        for (int kill = 0; kill < 40; kill++) {
            harness.advance(seconds(3));
            harness.killKernel();
            harness.advance(millis(200));
            harness.startKernel();
            assertTrue(alive() >= last && alive() - last <= 2, "from " + last + " to " + alive());
            last = alive();
        }
        awaitRollout("api", Rollout.State.COMPLETE);
        assertEquals(7, alive());
        assertTrue(ids("api").containsAll(before));
    }

    @Test
    @DisplayName("waits for a host in trouble and does not go back for it")
    void environment() {
        castAndArrive(1);
        harness.host().failStarts(1000, Problem.of(ProblemCode.UNAVAILABLE, "the engine is away"));
        gradual(3, 1);
        harness.advance(seconds(600));
        assertEquals(3, harness.status("api").desiredReplicas());
        assertEquals(1, alive());
        harness.host().failStarts(0, Problem.of(ProblemCode.UNAVAILABLE, ""));
        awaitRollout("api", Rollout.State.COMPLETE);
        assertEquals(3, alive());
    }

    @Test
    @DisplayName("rests when it is paused")
    void paused() {
        castAndArrive(1);
        gradual(5, 2);
        harness.kernel().pauseRollout(KernelHarness.ref("api"));
        harness.advance(seconds(600));
        assertEquals(3, alive());
        assertEquals(Rollout.State.PAUSED, harness.status("api").rollout().state());
        harness.kernel().resumeRollout(KernelHarness.ref("api"));
        awaitRollout("api", Rollout.State.COMPLETE);
        assertEquals(5, alive());
    }

    @Test
    @DisplayName("keeps a bounded history")
    void history() {
        castAndArrive(1);
        for (int i = 0; i < 15; i++) {
            harness.scale("api", 2 + i % 2);
            awaitRollout("api", Rollout.State.COMPLETE);
        }
        assertEquals(10, harness.status("api").rollout().history().size());
        assertEquals(16, harness.status("api").rollout().history().getFirst().generation());
    }
}
