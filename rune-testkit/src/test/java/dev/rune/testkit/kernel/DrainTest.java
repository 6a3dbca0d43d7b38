package dev.rune.testkit.kernel;

import static dev.rune.testkit.ServiceBuilder.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.spi.probe.Verdict;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceId;
import dev.rune.kernel.status.InstanceState;
import dev.rune.kernel.status.Rollout;
import dev.rune.kernel.status.ServicePhase;
import dev.rune.testkit.KernelHarness;
import dev.rune.testkit.ServiceBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An instance of an exposed service that is to stop")
class DrainTest extends KernelTest {
    /** How long after the drain what is left is closed. */
    private static final Duration CLOSING = seconds(1);

    private final Map<InstanceId, Instant> stops = new HashMap<>();

    private static ServiceBuilder api() {
        return service("api").at("api.local").with("drainSeconds", 20);
    }

    @BeforeEach
    void watch() {
        harness.host().onStop(id -> {
            assertFalse(harness.http().routes(id) || harness.tcp().routes(id), () -> id + " still gets traffic");
            stops.put(id, harness.now());
        });
    }

    @AfterEach
    void nothingOverlaps() {
        assertFalse(harness.http().overlapped());
    }

    @Test
    @DisplayName("with nothing under way is stopped at once, after it has left the routes")
    void nothingUnderWay() {
        harness.castAndAwait(api());
        InstanceId instance = only("api");
        Instant told = harness.now();
        harness.scale("api", 0);
        assertEquals(told, stops.get(instance));
        assertEquals(List.of(), harness.http().routed("api"));
    }

    @Test
    @DisplayName("leaves the routes at once, is Stopping, and is stopped when what is under way has ended")
    void waitsForWhatIsUnderWay() {
        harness.castAndAwait(api());
        InstanceId instance = only("api");
        harness.http().inFlight(instance, 3);
        harness.scale("api", 0);
        assertEquals(List.of(), harness.http().routed("api"));
        assertEquals(InstanceState.STOPPING, onlyStatus("api").state());
        assertEquals(0, harness.status("api").readyReplicas());
        harness.advance(seconds(12));
        assertEquals(Map.of(), stops);
        assertTrue(harness.events().stream().anyMatch(event -> event.reason().equals("Draining")
                && event.message().equals("left the routes with 3 under way; at most 20s")));
        harness.http().inFlight(instance, 0);
        harness.advance(millis(200));
        assertEquals(Set.of(instance), stops.keySet());
        harness.awaitPhase("api", ServicePhase.STOPPED);
    }

    @Test
    @DisplayName("is stopped when its drain is over and what was left had time to be closed")
    void notForEver() {
        harness.castAndAwait(api());
        InstanceId instance = only("api");
        harness.http().inFlight(instance, 1);
        Instant told = harness.now();
        harness.scale("api", 0);
        harness.awaitPhase("api", ServicePhase.STOPPED);
        assertEquals(told.plusSeconds(20).plus(CLOSING), stops.get(instance));
    }

    @Test
    @DisplayName("is drained in a restart, an update, a deletion and the stop of everything")
    void wheneverItStops() {
        harness.castAndAwait(api());
        drained(() -> harness.kernel().restart(KernelHarness.ref("api"), false));
        drained(() -> harness.kernel().restart(KernelHarness.ref("api"), true));
        drained(() -> harness.cast(api().env("V", "2")));
        drained(() -> harness.kernel().stop(KernelHarness.ref("api")));
        harness.kernel().restart(KernelHarness.ref("api"), false);
        harness.awaitPhase("api", ServicePhase.RUNNING);
        drained(harness::stopAll);
        harness.restartKernel();
        harness.awaitPhase("api", ServicePhase.RUNNING);
        drained(() -> harness.kernel().delete(KernelHarness.ref("api"), false, false));
        harness.awaitGone("api");
    }

    private void drained(Runnable change) {
        awaitRollout("api", Rollout.State.COMPLETE);
        harness.await("it is routed", () -> !harness.http().routed("api").isEmpty());
        InstanceId instance = only("api");
        harness.http().inFlight(instance, 1);
        change.run();
        harness.await(instance + " is stopped", () -> stops.containsKey(instance));
        Instant left = harness.events().stream().filter(it -> it.reason().equals("Draining"))
                .filter(it -> it.object().equals("instance/" + instance.name())).findFirst().orElseThrow().at();
        assertEquals(left.plusSeconds(20).plus(CLOSING), stops.get(instance));
        harness.await(instance + " has ended", () -> !ids("api").contains(instance));
    }

    @Test
    @DisplayName("is not waited for when its liveness has failed")
    void condemned() {
        harness.castAndAwait(api().liveness(Map.of("intervalSeconds", 1, "failureThreshold", 2, "about", "api")));
        InstanceId instance = only("api");
        harness.http().inFlight(instance, 5);
        harness.probe().answer("api",
                id -> id.equals(instance) ? new Verdict.Unhealthy("hangs") : new Verdict.Healthy(""));
        Instant before = harness.now();
        harness.await("it is stopped", () -> stops.containsKey(instance));
        assertTrue(Duration.between(before, stops.get(instance)).compareTo(seconds(5)) < 0);
    }

    @Test
    @DisplayName("is not waited for any more when it crashes meanwhile")
    void crashesMeanwhile() {
        harness.castAndAwait(api());
        InstanceId instance = only("api");
        harness.http().inFlight(instance, 5);
        harness.scale("api", 0);
        harness.advance(seconds(1));
        harness.host().end(instance, Exit.signal(9));
        harness.advance(seconds(1));
        assertEquals(ServicePhase.STOPPED, harness.phase("api"));
    }

    @Test
    @DisplayName("is drained although it left the routes before, because it was not ready")
    void unreadyBefore() {
        harness.castAndAwait(api().readiness(Map.of("intervalSeconds", 1, "failureThreshold", 1, "about", "api")));
        InstanceId instance = only("api");
        harness.http().inFlight(instance, 1);
        harness.probe().answer("api", new Verdict.Unhealthy("busy"));
        harness.await("it leaves", () -> harness.http().routed("api").isEmpty());
        harness.scale("api", 0);
        harness.advance(seconds(10));
        assertEquals(Map.of(), stops);
        harness.http().inFlight(instance, 0);
        harness.awaitPhase("api", ServicePhase.STOPPED);
    }

    @Test
    @DisplayName("is drained although its service is no longer exposed since the same cast")
    void unexposedAtOnce() {
        harness.castAndAwait(api());
        InstanceId instance = only("api");
        harness.http().inFlight(instance, 1);
        harness.cast(api().without("expose").scale(0));
        harness.advance(seconds(10));
        assertEquals(Map.of(), stops);
        harness.awaitPhase("api", ServicePhase.STOPPED);
        assertEquals(Set.of(instance), stops.keySet());
    }

    @Test
    @DisplayName("waits for an exposure that takes its time to let it go, and not for one that never does")
    void slowExposure() {
        harness.castAndAwait(api());
        harness.http().applyTime(seconds(4));
        Instant told = harness.now();
        InstanceId instance = only("api");
        harness.scale("api", 0);
        harness.awaitPhase("api", ServicePhase.STOPPED);
        assertEquals(told.plusSeconds(4), stops.get(instance));
        harness.http().applyTime(Duration.ZERO);
        harness.scale("api", 1);
        harness.awaitPhase("api", ServicePhase.RUNNING);
        harness.host().onStop(id -> stops.put(id, harness.now()));
        harness.http().refuse(Integer.MAX_VALUE);
        InstanceId second = only("api");
        Instant toldAgain = harness.now();
        harness.scale("api", 0);
        harness.awaitPhase("api", ServicePhase.STOPPED);
        assertEquals(toldAgain.plusSeconds(25), stops.get(second));
        assertTrue(harness.reasons("api").contains("RoutesFailed"));
    }

    @Test
    @DisplayName("of a service that is not exposed is stopped at once")
    void notExposed() {
        harness.castAndAwait(api().without("expose"));
        InstanceId instance = only("api");
        harness.http().inFlight(instance, 1);
        Instant told = harness.now();
        harness.scale("api", 0);
        assertEquals(told, stops.get(instance));
    }

    @Test
    @DisplayName("and whose kernel ends meanwhile is stopped by the next one, which routes nothing to it")
    void theNextKernelGoesOn() {
        harness.castAndAwait(api());
        InstanceId instance = only("api");
        harness.http().inFlight(instance, 1);
        harness.scale("api", 0);
        harness.advance(seconds(2));
        harness.killKernel();
        harness.advance(seconds(60));
        assertEquals(List.of(instance), ids("api"));
        harness.startKernel();
        harness.awaitPhase("api", ServicePhase.STOPPED);
        assertTrue(harness.http().tables().stream().allMatch(table -> table.routes().stream()
                .allMatch(route -> route.upstreams().isEmpty())));
    }
}
