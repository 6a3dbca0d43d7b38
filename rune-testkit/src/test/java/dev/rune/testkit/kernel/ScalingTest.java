package dev.rune.testkit.kernel;

import static dev.rune.testkit.ServiceBuilder.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.status.InstanceId;
import dev.rune.kernel.status.InstanceState;
import dev.rune.kernel.status.InstanceStatus;
import dev.rune.kernel.status.Rollout;
import dev.rune.kernel.status.ServicePhase;
import dev.rune.testkit.KernelHarness;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A service that is scaled")
class ScalingTest extends KernelTest {
    @Test
    @DisplayName("starts with one instance where nothing is said")
    void oneByDefault() {
        harness.castAndAwait(service("api"));
        assertEquals(1, harness.status("api").desiredReplicas());
        assertEquals(1, ids("api").size());
    }

    @Test
    @DisplayName("up starts what is missing and leaves the others alone")
    void up() {
        harness.castAndAwait(service("api").scale(2));
        List<InstanceId> before = ids("api");
        harness.scale("api", 5);
        awaitRollout("api", Rollout.State.COMPLETE);
        assertEquals(5, ids("api").size());
        assertEquals(before, ids("api").subList(0, 2));
        assertEquals(5, harness.status("api").readyReplicas());
    }

    @Test
    @DisplayName("down stops those in the highest places")
    void down() {
        harness.castAndAwait(service("api").scale(5));
        harness.scale("api", 2);
        awaitRollout("api", Rollout.State.COMPLETE);
        assertEquals(List.of(0, 1), harness.living("api").stream().map(seen -> seen.labels().slot()).toList());
    }

    @Test
    @DisplayName("to many starts them beside each other")
    void besideEachOther() {
        harness.host().startTime(seconds(2));
        harness.cast(service("api").scale(50));
        harness.advance(millis(3500));
        assertEquals(50, harness.status("api").readyReplicas());
    }

    @Test
    @DisplayName("to zero and back has new instances, and is Stopped in between")
    void toZeroAndBack() {
        harness.castAndAwait(service("api").scale(3));
        HashSet<InstanceId> before = new HashSet<>(ids("api"));
        harness.scale("api", 0);
        harness.awaitPhase("api", ServicePhase.STOPPED);
        assertEquals("ScaledToZero", harness.status("api").reason());
        assertEquals(List.of(), ids("api"));
        harness.scale("api", 3);
        harness.awaitPhase("api", ServicePhase.RUNNING);
        assertTrue(ids("api").stream().noneMatch(before::contains), "an id was used again");
    }

    @Test
    @DisplayName("keeps its scale when a cast says none, and loses it to a cast that says one")
    void castAndScale() {
        harness.castAndAwait(service("api"));
        harness.scale("api", 4);
        harness.cast(service("api").env("A", "1"));
        assertEquals(4, harness.status("api").desiredReplicas());
        harness.cast(service("api").env("A", "1").scale(2));
        awaitRollout("api", Rollout.State.COMPLETE);
        assertEquals(2, ids("api").size());
        assertEquals("cast", harness.status("api").lastScaleReason());
    }

    @Test
    @DisplayName("says when and why")
    void saysWhenAndWhy() {
        harness.castAndAwait(service("api"));
        harness.advance(seconds(100));
        harness.scale("api", 2);
        assertEquals(harness.now(), harness.status("api").lastScaleAt());
        assertEquals("scale", harness.status("api").lastScaleReason());
        harness.kernel().stop(KernelHarness.ref("api"));
        assertEquals("stop", harness.status("api").lastScaleReason());
    }

    @Test
    @DisplayName("to less than nothing, or that is not there, is refused")
    void refused() {
        harness.castAndAwait(service("api"));
        ProblemException negative = assertThrows(ProblemException.class, () -> harness.scale("api", -1));
        assertEquals(ProblemCode.INVALID, negative.problem().code());
        ProblemException missing = assertThrows(ProblemException.class, () -> harness.scale("nobody", 1));
        assertEquals(ProblemCode.NOT_FOUND, missing.problem().code());
    }

    @Test
    @DisplayName("up and down while instances start ends at the last number")
    void lastNumberWins() {
        harness.host().startTime(seconds(3));
        harness.cast(service("api").scale(1));
        for (int wanted : new int[]{7, 2, 0, 9, 4}) {
            harness.scale("api", wanted);
            harness.advance(millis(1300));
        }
        awaitRollout("api", Rollout.State.COMPLETE);
        assertEquals(4, ids("api").size());
        assertFalse(harness.instances("api").stream().anyMatch(i -> i.state() != InstanceState.RUNNING));
    }

    @Test
    @DisplayName("shows each instance with its place, times and pid")
    void showsInstances() {
        harness.castAndAwait(service("api").scale(2));
        List<InstanceStatus> instances = harness.instances("api");
        assertEquals(List.of(0, 1), instances.stream().map(InstanceStatus::slot).toList());
        for (InstanceStatus instance : instances) {
            assertEquals(InstanceState.RUNNING, instance.state());
            assertTrue(instance.ready() && instance.current());
            assertTrue(instance.pid().isPresent() && instance.startedAt().isPresent());
            assertEquals(0, instance.restartCount());
            assertEquals("node-1", instance.node());
        }
    }

    @Test
    @DisplayName("stopped twice stays as it is, and a restart brings back its last scale")
    void stopAndRestart() {
        harness.castAndAwait(service("api").scale(3));
        assertTrue(harness.kernel().stop(KernelHarness.ref("api")).changed());
        assertFalse(harness.kernel().stop(KernelHarness.ref("api")).changed());
        harness.awaitPhase("api", ServicePhase.STOPPED);
        harness.kernel().restart(KernelHarness.ref("api"), false);
        harness.awaitPhase("api", ServicePhase.RUNNING);
        assertEquals(3, ids("api").size());
    }
}
