package dev.rune.testkit.kernel;

import static dev.rune.testkit.ServiceBuilder.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.spi.probe.ProbeTarget;
import dev.rune.kernel.spi.probe.Verdict;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceId;
import dev.rune.kernel.status.InstanceState;
import dev.rune.kernel.status.ProbeStatus;
import dev.rune.kernel.status.Rollout;
import dev.rune.kernel.status.ServicePhase;
import dev.rune.testkit.KernelHarness;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The health of an instance")
class HealthTest extends KernelTest {
    private static final Verdict WELL = new Verdict.Healthy("200 OK");
    private static final Verdict ILL = new Verdict.Unhealthy("503 out of coffee");
    private static final Verdict UNSURE = new Verdict.Inconclusive("no route");

    private void answer(Verdict verdict) {
        harness.probe().answer("health", verdict);
    }

    @Test
    @DisplayName("without a probe is good once it has been up for one second")
    void withoutProbe() {
        harness.cast(service("api"));
        harness.advance(millis(999));
        assertEquals(ServicePhase.PENDING, harness.phase("api"));
        assertEquals(InstanceState.STARTING, onlyStatus("api").state());
        harness.advance(millis(1));
        assertEquals(ServicePhase.RUNNING, harness.phase("api"));
    }

    @Test
    @DisplayName("with a probe is good with its first success, long before the interval is over")
    void quickStartIsSeenQuickly() {
        answer(ILL);
        harness.cast(service("api").readiness(Map.of("intervalSeconds", 30)));
        harness.advance(seconds(4));
        assertEquals(0, harness.status("api").readyReplicas());
        answer(WELL);
        Instant good = harness.now();
        harness.awaitPhase("api", ServicePhase.RUNNING);
        assertFalse(harness.now().isAfter(good.plusSeconds(1)),
                "probed less than once a second before its first readiness");
    }

    @Test
    @DisplayName("is not asked before the initial delay is over")
    void initialDelay() {
        harness.cast(service("api").readiness(Map.of("initialDelaySeconds", 20)));
        harness.advance(seconds(19));
        assertEquals(List.of(), harness.probe().asked());
        harness.advance(seconds(1));
        assertEquals(ServicePhase.RUNNING, harness.phase("api"));
    }

    @Test
    @DisplayName("once it was good is asked at the interval")
    void interval() {
        harness.castAndAwait(service("api").readiness(Map.of("intervalSeconds", 7)));
        int asked = harness.probe().asked().size();
        harness.advance(seconds(70));
        assertEquals(asked + 10, harness.probe().asked().size());
    }

    @Test
    @DisplayName("is lost at the failure threshold and won back at the success threshold, and nothing is killed")
    void readinessFlips() {
        harness.castAndAwait(service("api").readiness(
                Map.of("intervalSeconds", 1, "failureThreshold", 3, "successThreshold", 2)));
        InstanceId id = only("api");
        answer(ILL);
        harness.advance(seconds(2));
        assertEquals(1, harness.status("api").readyReplicas());
        harness.advance(seconds(1));
        assertEquals(0, harness.status("api").readyReplicas());
        assertEquals(InstanceState.UNHEALTHY, onlyStatus("api").state());
        harness.advance(seconds(300));
        assertEquals(id, only("api"));
        answer(WELL);
        harness.advance(seconds(1));
        assertEquals(0, harness.status("api").readyReplicas());
        harness.advance(seconds(1));
        assertEquals(1, harness.status("api").readyReplicas());
        assertEquals(id, only("api"));
        assertEquals(0, onlyStatus("api").restartCount());
    }

    @Test
    @DisplayName("is not lost by single failures with successes in between")
    void notInARow() {
        harness.castAndAwait(service("api").readiness(Map.of("intervalSeconds", 1, "failureThreshold", 2)));
        for (int round = 0; round < 20; round++) {
            answer(round % 2 == 0 ? ILL : WELL);
            harness.advance(seconds(1));
            assertEquals(1, harness.status("api").readyReplicas());
        }
    }

    @Test
    @DisplayName("is neither won nor lost by an attempt that says nothing, or throws")
    void inconclusive() {
        harness.castAndAwait(service("api").readiness(Map.of("intervalSeconds", 1, "failureThreshold", 2)));
        answer(UNSURE);
        harness.advance(seconds(30));
        assertEquals(1, harness.status("api").readyReplicas());
        harness.probe().answer("health", _ -> {
            throw new IllegalStateException("this probe is broken");
        });
        harness.advance(seconds(30));
        assertEquals(1, harness.status("api").readyReplicas());
    }

    @Test
    @DisplayName("that liveness finds lost costs the instance its life, and counts as a crash")
    void livenessKills() {
        harness.castAndAwait(service("api").liveness(Map.of("intervalSeconds", 2, "failureThreshold", 3)));
        InstanceId before = only("api");
        harness.probe().answer("health", id -> id.equals(before) ? ILL : WELL);
        harness.advance(seconds(5));
        assertEquals(before, only("api"));
        harness.await("it is replaced", () -> !ids("api").contains(before));
        harness.awaitPhase("api", ServicePhase.RUNNING);
        assertNotEquals(before, only("api"));
        assertEquals(1, onlyStatus("api").restartCount());
        assertTrue(onlyStatus("api").lastFailure().contains("503 out of coffee"), onlyStatus("api")::lastFailure);
        assertEquals(List.of(Exit.signal(15)), harness.host().all().stream().flatMap(i -> i.exit().stream()).toList());
    }

    @Test
    @DisplayName("that liveness finds lost again and again is answered ever more slowly")
    void livenessBacksOff() {
        answer(ILL);
        harness.cast(service("api").liveness(Map.of("intervalSeconds", 1, "failureThreshold", 1)));
        harness.await("four lives", () -> startsOf("api") == 4);
        Instant fourth = harness.now();
        harness.await("a fifth life", () -> startsOf("api") == 5);
        assertTrue(harness.now().isAfter(fourth.plusSeconds(4)), "the fourth answer to a failure came too soon");
    }

    @Test
    @DisplayName("may be bad in the start grace: initial delay and failure threshold times interval")
    void startGrace() {
        answer(ILL);
        harness.cast(service("api").liveness(
                Map.of("initialDelaySeconds", 5, "intervalSeconds", 10, "failureThreshold", 3)));
        harness.advance(millis(34_900));
        assertEquals(1, startsOf("api"));
        assertEquals(ServicePhase.PENDING, harness.phase("api"));
        assertEquals(Rollout.State.PROGRESSING, harness.status("api").rollout().state());
        harness.advance(seconds(12));
        assertEquals(2, startsOf("api"));
    }

    @Test
    @DisplayName("that never was good in the start grace fails service and rollout, with the probe's answer")
    void neverReady() {
        answer(ILL);
        harness.cast(service("api").readiness(Map.of("intervalSeconds", 2, "failureThreshold", 3)));
        harness.advance(millis(5900));
        assertEquals(ServicePhase.PENDING, harness.phase("api"));
        awaitRollout("api", Rollout.State.FAILED);
        assertEquals(ServicePhase.FAILED, harness.phase("api"));
        assertTrue(harness.status("api").message().contains("503 out of coffee"), harness.status("api")::message);
        answer(WELL);
        harness.awaitPhase("api", ServicePhase.RUNNING);
        awaitRollout("api", Rollout.State.COMPLETE);
        assertEquals(1, startsOf("api"));
    }

    @Test
    @DisplayName("has no grace any more after the first readiness")
    void graceEndsForGood() {
        harness.castAndAwait(service("api").liveness(Map.of("initialDelaySeconds", 1, "intervalSeconds", 1,
                "failureThreshold", 100)));
        harness.cast(service("api").liveness(Map.of("initialDelaySeconds", 0, "intervalSeconds", 1, "failureThreshold",
                2)));
        InstanceId before = only("api");
        harness.probe().answer("health", id -> id.equals(before) ? ILL : WELL);
        harness.advance(seconds(4));
        assertNotEquals(before, only("api"));
    }

    @Test
    @DisplayName("with two probes: readiness decides about traffic, liveness about life")
    void twoProbes() {
        harness.castAndAwait(service("api").with("health", Map.of(
                "liveness", Map.of("type", "fake", "about", "life", "intervalSeconds", 1),
                "readiness", Map.of("type", "fake", "about", "traffic", "intervalSeconds", 1))));
        InstanceId id = only("api");
        harness.probe().answer("traffic", ILL);
        harness.advance(seconds(10));
        assertEquals(0, harness.status("api").readyReplicas());
        assertEquals(id, only("api"));
        harness.probe().answer("traffic", WELL);
        harness.probe().answer("life", asked -> asked.equals(id) ? ILL : WELL);
        harness.advance(seconds(10));
        assertNotEquals(id, only("api"));
        assertEquals(1, harness.status("api").readyReplicas());
    }

    @Test
    @DisplayName("is asked at the instance's own endpoint of the port that the probe names")
    void endpoints() {
        harness.castAndAwait(service("api").scale(2)
                .with("ports", List.of(Map.of("name", "web", "port", 80, "targetPort", "auto"),
                        Map.of("name", "admin", "port", 81, "targetPort", "auto")))
                .readiness(Map.of("port", "admin", "intervalSeconds", 1)));
        for (var living : harness.living("api")) {
            List<ProbeTarget> asked = harness.probe().asked().stream()
                    .filter(target -> target.instance().equals(living.id())).toList();
            assertFalse(asked.isEmpty());
            asked.forEach(target -> assertEquals(living.endpoints().get(1), target.endpoint().orElseThrow()));
        }
    }

    @Test
    @DisplayName("is told with its last attempts: time, verdict and answer")
    void attemptsAreKept() {
        harness.castAndAwait(service("api").readiness(Map.of("intervalSeconds", 1)));
        answer(ILL);
        harness.advance(seconds(2));
        ProbeStatus status = harness.kernel().health(KernelHarness.ref("api")).getFirst();
        assertEquals("readiness", status.role());
        assertEquals("fake", status.type());
        assertTrue(status.passing());
        assertEquals(2, status.failures());
        assertEquals(List.of("unhealthy", "unhealthy"), status.attempts().reversed().stream().limit(2)
                .map(attempt -> attempt.verdict()).toList());
        assertEquals("503 out of coffee", status.attempts().getLast().message());
        assertEquals(harness.now(), status.attempts().getLast().at());
        harness.advance(seconds(10_000));
        assertTrue(harness.kernel().health(KernelHarness.ref("api")).getFirst().attempts().size() <= 100,
                "attempts are kept without bound");
    }

    @Test
    @DisplayName("with other probes is asked by them at once, and the instance stays")
    void otherProbes() {
        harness.castAndAwait(service("api").readiness(Map.of("intervalSeconds", 1)));
        InstanceId id = only("api");
        harness.cast(service("api").readiness(Map.of("intervalSeconds", 1, "about", "another")));
        harness.probe().answer("another", ILL);
        harness.advance(seconds(5));
        assertEquals(id, only("api"));
        assertEquals(0, harness.status("api").readyReplicas());
        harness.cast(service("api"));
        harness.advance(seconds(2));
        assertEquals(id, only("api"));
        assertEquals(1, harness.status("api").readyReplicas());
        int asked = harness.probe().asked().size();
        harness.advance(seconds(60));
        assertEquals(asked, harness.probe().asked().size());
    }

    @Test
    @DisplayName("of what has ended is not asked")
    void endedIsNotAsked() {
        harness.castAndAwait(service("api").scale(3).readiness(Map.of("intervalSeconds", 1)));
        List<InstanceId> before = ids("api");
        harness.scale("api", 0);
        harness.awaitPhase("api", ServicePhase.STOPPED);
        int asked = harness.probe().asked().size();
        harness.advance(seconds(60));
        assertEquals(asked, harness.probe().asked().size());
        assertEquals(3, before.size());
    }
}
