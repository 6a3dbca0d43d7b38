package dev.rune.testkit.kernel;

import static dev.rune.testkit.ServiceBuilder.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.spi.host.RevisionView;
import dev.rune.kernel.spi.probe.Verdict;
import dev.rune.kernel.status.InstanceId;
import dev.rune.kernel.status.Rollout;
import dev.rune.kernel.status.ServicePhase;
import dev.rune.testkit.Behaviour;
import dev.rune.testkit.KernelHarness;
import dev.rune.testkit.ServiceBuilder;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An update")
class RolloutTest extends KernelTest {
    private static ServiceBuilder version(int version) {
        return service("api").scale(6).env("VERSION", Integer.toString(version))
                .readiness(Map.of("intervalSeconds", 1));
    }

    /** Only these are healthy from now on. */
    private Set<InstanceId> onlyTheseAreHealthy() {
        Set<InstanceId> good = Set.copyOf(ids("api"));
        harness.probe().answer("health",
                id -> good.contains(id) ? new Verdict.Healthy("") : new Verdict.Unhealthy("not my day"));
        return good;
    }

    private Rollout.Operation ended(long generation) {
        return harness.status("api").rollout().history().stream()
                .filter(operation -> operation.generation() == generation).findFirst().orElseThrow();
    }

    private void awaitEnd(long generation) {
        harness.await("the end of generation " + generation, () -> harness.status("api").rollout().history().stream()
                .anyMatch(operation -> operation.generation() == generation));
    }

    @Test
    @DisplayName("to a version that is never ready goes back, and the old instances have never been touched")
    void neverReady() {
        harness.castAndAwait(version(1));
        awaitRollout("api", Rollout.State.COMPLETE);
        Mapping before = harness.kernel().document(KernelHarness.ref("api"));
        Set<InstanceId> good = onlyTheseAreHealthy();
        harness.cast(version(2));
        harness.await("it went back", () -> {
            assertEquals(6, harness.status("api").readyReplicas());
            return harness.status("api").generation() == 3
                    && harness.status("api").rollout().state() == Rollout.State.COMPLETE;
        });
        assertEquals(good, Set.copyOf(ids("api")));
        assertEquals(before, harness.kernel().document(KernelHarness.ref("api")));
        assertEquals(Rollout.State.ROLLED_BACK, ended(2).state());
        assertTrue(ended(2).message().contains("not my day"), ended(2)::message);
        assertFalse(good.contains(new InstanceId("default", ended(2).culprit().orElseThrow())));
        assertTrue(harness.status("api").rollout().operation().reason().startsWith("rollback: "));
        assertEquals(ServicePhase.RUNNING, harness.phase("api"));
        assertTrue(harness.reasons("api").contains("RolledBack"));
    }

    @Test
    @DisplayName("that also changed the scale goes back to the scale before")
    void scaleToo() {
        harness.castAndAwait(version(1));
        awaitRollout("api", Rollout.State.COMPLETE);
        Set<InstanceId> good = onlyTheseAreHealthy();
        harness.cast(version(2).scale(8));
        harness.advance(seconds(1));
        harness.cast(version(3).scale(8));
        awaitEnd(3);
        awaitRollout("api", Rollout.State.COMPLETE);
        assertEquals(6, harness.status("api").desiredReplicas());
        assertEquals(good, Set.copyOf(ids("api")));
        assertEquals(Rollout.State.SUPERSEDED, ended(2).state());
        assertEquals("superseded by cast (generation 3)", ended(2).message());
    }

    @Test
    @DisplayName("that comes no closer to its end fails at its deadline")
    void deadline() {
        ServiceBuilder impatient = service("api").scale(2).env("VERSION", "1").with("updateStrategy",
                Map.of("progressDeadlineSeconds", 30));
        harness.castAndAwait(impatient);
        awaitRollout("api", Rollout.State.COMPLETE);
        harness.host().startTime(seconds(100));
        harness.cast(impatient.env("VERSION", "2"));
        harness.advance(seconds(29));
        assertEquals(2, harness.status("api").generation());
        harness.advance(seconds(2));
        assertEquals(3, harness.status("api").generation());
        assertTrue(ended(2).message().startsWith("no progress for 30 seconds"), ended(2)::message);
    }

    @Test
    @DisplayName("waits for a host that is in trouble, however long that takes, and never goes back for it")
    void environment() {
        harness.castAndAwait(version(1));
        awaitRollout("api", Rollout.State.COMPLETE);
        harness.host().failStarts(100_000, Problem.of(ProblemCode.UNAVAILABLE, "the disk is full"));
        harness.cast(version(2));
        harness.advance(seconds(3600));
        assertEquals(2, harness.status("api").generation());
        assertEquals(6, harness.status("api").readyReplicas());
        assertEquals(Rollout.State.PROGRESSING, harness.status("api").rollout().state());
        harness.host().failStarts(0, Problem.of(ProblemCode.UNAVAILABLE, ""));
        awaitRollout("api", Rollout.State.COMPLETE);
        assertEquals(2, harness.status("api").generation());
    }

    @Test
    @DisplayName("of a new service that fails has nothing to go back to: it is tried on, and arrives when it is well")
    void nothingToGoBackTo() {
        harness.probe().answer("health", new Verdict.Unhealthy("no"));
        harness.cast(version(1));
        awaitRollout("api", Rollout.State.FAILED);
        harness.advance(seconds(700));
        assertEquals(1, harness.status("api").generation());
        harness.probe().answer("health", new Verdict.Healthy(""));
        awaitRollout("api", Rollout.State.COMPLETE);
        assertEquals(Rollout.State.COMPLETE, ended(1).state());
    }

    @Test
    @DisplayName("goes back though the daemon is killed again and again")
    void survivesTheDaemon() {
        harness.castAndAwait(version(1));
        awaitRollout("api", Rollout.State.COMPLETE);
        Set<InstanceId> good = onlyTheseAreHealthy();
        harness.cast(version(2));
        for (int kill = 0; kill < 40; kill++) {
            harness.advance(millis(1900));
            harness.killKernel();
            harness.startKernel();
        }
        harness.await("it went back", () -> harness.status("api").generation() == 3
                && harness.status("api").rollout().state() == Rollout.State.COMPLETE);
        assertEquals(good, Set.copyOf(ids("api")));
    }

    @Test
    @DisplayName("that is paused replaces nothing until it is resumed")
    void pauseAndResume() {
        harness.castAndAwait(version(1));
        awaitRollout("api", Rollout.State.COMPLETE);
        harness.host().startTime(seconds(2));
        harness.cast(version(2));
        harness.advance(seconds(5));
        harness.kernel().pauseRollout(KernelHarness.ref("api"));
        harness.advance(seconds(20));
        long updated = harness.status("api").rollout().updated();
        assertTrue(updated > 0 && updated < 6, () -> updated + " updated");
        harness.advance(seconds(700));
        assertEquals(updated, harness.status("api").rollout().updated());
        assertEquals(Rollout.State.PAUSED, harness.status("api").rollout().state());
        harness.kernel().resumeRollout(KernelHarness.ref("api"));
        awaitRollout("api", Rollout.State.COMPLETE);
        assertEquals(6, harness.status("api").rollout().updated());
        assertThrows(ProblemException.class, () -> harness.kernel().resumeRollout(KernelHarness.ref("api")));
        assertThrows(ProblemException.class, () -> harness.kernel().pauseRollout(KernelHarness.ref("api")));
    }

    @Test
    @DisplayName("that rests because it failed goes on when it is resumed, or back by an undo")
    void restAndDecide() {
        ServiceBuilder resting = version(1).with("updateStrategy", Map.of("onFailure", "pause"));
        harness.castAndAwait(resting);
        awaitRollout("api", Rollout.State.COMPLETE);
        Set<InstanceId> good = onlyTheseAreHealthy();
        harness.cast(resting.env("VERSION", "2"));
        awaitRollout("api", Rollout.State.PAUSED);
        assertTrue(harness.status("api").rollout().message().contains("not my day"));
        harness.kernel().undoRollout(KernelHarness.ref("api"), OptionalLong.empty());
        awaitRollout("api", Rollout.State.COMPLETE);
        assertEquals(good, Set.copyOf(ids("api")));
        harness.cast(resting.env("VERSION", "3"));
        awaitRollout("api", Rollout.State.PAUSED);
        harness.probe().answer("health", new Verdict.Healthy(""));
        harness.kernel().resumeRollout(KernelHarness.ref("api"));
        awaitRollout("api", Rollout.State.COMPLETE);
        assertEquals(6, harness.status("api").rollout().updated());
    }

    @Test
    @DisplayName("is undone to the version before, or to a named one; a version that failed is left out")
    void undo() {
        for (int version = 1; version <= 3; version++) {
            harness.cast(version(version));
            awaitEnd(version);
        }
        Set<InstanceId> good = onlyTheseAreHealthy();
        harness.cast(version(4));
        awaitEnd(4);
        harness.probe().answer("health", new Verdict.Healthy(""));
        awaitRollout("api", Rollout.State.COMPLETE);
        assertEquals(good, Set.copyOf(ids("api")));
        List<RevisionView> revisions = harness.kernel().revisions(KernelHarness.ref("api"));
        assertEquals(List.of(5L, 4L, 3L, 2L, 1L), revisions.stream().map(RevisionView::number).toList());
        harness.kernel().undoRollout(KernelHarness.ref("api"), OptionalLong.empty());
        assertTrue(harness.kernel().document(KernelHarness.ref("api")).toString().contains("VERSION"));
        assertEquals(revisions.get(3).template(),
                harness.kernel().revisions(KernelHarness.ref("api")).getFirst().template());
        harness.kernel().undoRollout(KernelHarness.ref("api"), OptionalLong.of(1));
        awaitRollout("api", Rollout.State.COMPLETE);
        assertEquals(revisions.get(4).template(),
                harness.kernel().revisions(KernelHarness.ref("api")).getFirst().template());
        assertThrows(ProblemException.class,
                () -> harness.kernel().undoRollout(KernelHarness.ref("api"), OptionalLong.of(99)));
    }

    @Test
    @DisplayName("keeps the last ten versions, and the one that was healthy")
    void boundedHistory() {
        harness.castAndAwait(version(1));
        awaitRollout("api", Rollout.State.COMPLETE);
        onlyTheseAreHealthy();
        for (int version = 2; version <= 20; version++) {
            harness.cast(version(version));
        }
        List<RevisionView> revisions = harness.kernel().revisions(KernelHarness.ref("api"));
        assertEquals(10, revisions.size());
        assertEquals(1, revisions.getLast().number());
        assertTrue(harness.status("api").rollout().history().size() <= 10);
        harness.await("it went back", () -> harness.status("api").generation() == 21
                && harness.status("api").rollout().state() == Rollout.State.COMPLETE);
        assertEquals(revisions.getLast().template(),
                harness.kernel().revisions(KernelHarness.ref("api")).getFirst().template());
        harness.kernel().delete(KernelHarness.ref("api"), false, false);
        harness.awaitGone("api");
        harness.cast(version(1));
        assertEquals(1, harness.kernel().revisions(KernelHarness.ref("api")).size());
    }

    @Test
    @DisplayName("with recreate that fails brings the old version back")
    void recreateGoesBack() {
        ServiceBuilder recreated = service("api").scale(3).env("VERSION", "1").with("updateStrategy", "recreate");
        harness.castAndAwait(recreated);
        awaitRollout("api", Rollout.State.COMPLETE);
        harness.cast(recreated.env("VERSION", "2").does(Behaviour.program().exits(3)));
        awaitEnd(2);
        awaitRollout("api", Rollout.State.COMPLETE);
        assertEquals(3, harness.status("api").readyReplicas());
        assertTrue(ended(2).message().contains("exit code 3"), ended(2)::message);
    }
}
