package dev.rune.testkit.kernel;

import static dev.rune.testkit.ServiceBuilder.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spec.Signal;
import dev.rune.kernel.spi.probe.Verdict;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceId;
import dev.rune.kernel.status.ServicePhase;
import dev.rune.testkit.Behaviour;
import dev.rune.testkit.KernelHarness;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The status word")
class PhasesTest extends KernelTest {
    private static final Verdict WELL = new Verdict.Healthy("");
    private static final Verdict ILL = new Verdict.Unhealthy("ill");
    private final Set<InstanceId> ill = new HashSet<>();

    private void castThree() {
        harness.probe().answer("health", id -> ill.contains(id) ? ILL : WELL);
        harness.castAndAwait(service("api").scale(3).readiness(Map.of("intervalSeconds", 1, "failureThreshold", 1)));
    }

    @Test
    @DisplayName("Pending: none is ready yet and none has failed")
    void pending() {
        harness.host().startTime(seconds(5));
        harness.cast(service("api").scale(2));
        assertEquals("Pending", harness.phase("api").word());
        harness.advance(seconds(5));
        assertEquals(ServicePhase.PENDING, harness.phase("api"));
    }

    @Test
    @DisplayName("Running: as many are ready as are wanted")
    void running() {
        castThree();
        assertEquals("Running", harness.phase("api").word());
    }

    @Test
    @DisplayName("Degraded: some are ready, fewer than wanted, after it had run")
    void degraded() {
        castThree();
        ill.add(ids("api").getFirst());
        harness.advance(seconds(2));
        assertEquals("Degraded", harness.phase("api").word());
        assertEquals(2, harness.status("api").readyReplicas());
        ill.addAll(ids("api").subList(0, 2));
        harness.advance(seconds(2));
        assertEquals(ServicePhase.DEGRADED, harness.phase("api"));
    }

    @Test
    @DisplayName("Degraded: while it grows")
    void degradedWhileItGrows() {
        castThree();
        harness.host().startTime(seconds(5));
        harness.scale("api", 4);
        assertEquals(ServicePhase.DEGRADED, harness.phase("api"));
        harness.awaitPhase("api", ServicePhase.RUNNING);
    }

    @Test
    @DisplayName("Failed: every instance is failing")
    void failed() {
        castThree();
        ill.addAll(ids("api"));
        harness.advance(seconds(2));
        assertEquals("Failed", harness.phase("api").word());
        ill.clear();
        harness.awaitPhase("api", ServicePhase.RUNNING);
    }

    @Test
    @DisplayName("Failed: all wait after a crash")
    void failedByCrashes() {
        harness.cast(service("api").scale(2).does(Behaviour.program().exits(1)));
        harness.advance(seconds(30));
        assertEquals(ServicePhase.FAILED, harness.phase("api"));
    }

    @Test
    @DisplayName("Stopped: scale 0 and nothing left running; before that it is not")
    void stopped() {
        harness.castAndAwait(service("api").does(Behaviour.program().ignores(Signal.SIGTERM).runsForEver()));
        harness.scale("api", 0);
        harness.advance(seconds(5));
        assertEquals(ServicePhase.PENDING, harness.phase("api"));
        harness.advance(seconds(6));
        assertEquals("Stopped", harness.phase("api").word());
        harness.cast(service("none").scale(0));
        assertEquals(ServicePhase.STOPPED, harness.phase("none"));
    }

    @Test
    @DisplayName("Deleting: from the request until it is gone")
    void deleting() {
        harness.castAndAwait(service("api").does(Behaviour.program().ignores(Signal.SIGTERM).runsForEver()));
        harness.kernel().delete(KernelHarness.ref("api"), false, false);
        assertEquals("Deleting", harness.phase("api").word());
        harness.advance(seconds(5));
        assertEquals(ServicePhase.DELETING, harness.phase("api"));
        harness.advance(seconds(6));
        assertThrows(ProblemException.class, () -> harness.phase("api"));
    }

    @Test
    @DisplayName("does not flicker when one of one crashes for the first time")
    void firstCrash() {
        harness.castAndAwait(service("api"));
        harness.host().end(only("api"), Exit.code(1));
        harness.settle();
        assertEquals(ServicePhase.DEGRADED, harness.phase("api"));
        harness.awaitPhase("api", ServicePhase.RUNNING);
    }
}
