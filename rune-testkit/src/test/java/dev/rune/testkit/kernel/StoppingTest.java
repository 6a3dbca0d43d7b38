package dev.rune.testkit.kernel;

import static dev.rune.testkit.ServiceBuilder.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.spec.Signal;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceState;
import dev.rune.kernel.status.InstanceStatus;
import dev.rune.kernel.status.ServicePhase;
import dev.rune.testkit.Behaviour;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An instance that is to stop")
class StoppingTest extends KernelTest {
    @Test
    @DisplayName("gets the signal of its service and may end by itself")
    void getsTheSignal() {
        harness.castAndAwait(service("api").does(Behaviour.program().endsOn(Signal.SIGUSR1, 42).runsForEver())
                .with("stop", Map.of("signal", "SIGUSR1")));
        harness.scale("api", 0);
        harness.awaitPhase("api", ServicePhase.STOPPED);
        assertEquals(Exit.code(42), harness.host().all().getFirst().exit().orElseThrow());
    }

    @Test
    @DisplayName("is killed when the grace period is over, and is Stopping until then")
    void isKilledAfterTheGrace() {
        harness.castAndAwait(service("api").does(Behaviour.program().ignores(Signal.SIGTERM).runsForEver())
                .with("stop", Map.of("gracePeriodSeconds", 7)));
        Instant told = harness.now();
        harness.scale("api", 0);
        harness.advance(seconds(6));
        assertEquals(InstanceState.STOPPING, onlyStatus("api").state());
        assertEquals(ServicePhase.PENDING, harness.phase("api"));
        harness.awaitPhase("api", ServicePhase.STOPPED);
        ObservedInstance ended = harness.host().all().getFirst();
        assertEquals(Exit.signal(9), ended.exit().orElseThrow());
        assertEquals(told.plusSeconds(7), ended.finishedAt().orElseThrow());
    }

    @Test
    @DisplayName("does not hold up others of its service that stop beside it")
    void stopBesideEachOther() {
        harness.castAndAwait(service("api").scale(10).does(Behaviour.program().ignores(Signal.SIGTERM).runsForEver()));
        Instant told = harness.now();
        harness.scale("api", 0);
        harness.awaitPhase("api", ServicePhase.STOPPED);
        assertEquals(told.plusSeconds(10), harness.host().all().stream()
                .map(seen -> seen.finishedAt().orElseThrow()).max(Instant::compareTo).orElseThrow());
    }

    @Test
    @DisplayName("is told again when the host was away, ever more slowly")
    void isToldAgain() {
        harness.castAndAwait(service("api"));
        harness.host().failStops(Integer.MAX_VALUE);
        int before = harness.host().operations();
        harness.scale("api", 0);
        harness.advance(seconds(600));
        int tried = harness.host().operations() - before;
        assertTrue(tried > 5 && tried < 50, "tried " + tried + " times in ten minutes");
        harness.host().failStops(0);
        harness.awaitPhase("api", ServicePhase.STOPPED);
        assertEquals(List.of(), ids("api"));
    }

    @Test
    @DisplayName("and whose kernel ends meanwhile is stopped by the next one")
    void theNextKernelGoesOn() {
        harness.castAndAwait(service("api").does(Behaviour.program().ignores(Signal.SIGTERM).runsForEver()));
        harness.scale("api", 0);
        harness.advance(seconds(2));
        harness.killKernel();
        harness.advance(seconds(60));
        assertEquals(1, ids("api").size());
        harness.startKernel();
        harness.awaitPhase("api", ServicePhase.STOPPED);
        assertEquals(List.of(), ids("api"));
    }

    @Test
    @DisplayName("because its service is stopped is no crash, for the next kernel neither, though the service runs again")
    void isNoCrashLater() {
        harness.castAndAwait(
                service("api").scale(2).does(Behaviour.program().endsOn(Signal.SIGTERM, 143).runsForEver()));
        harness.scale("api", 0);
        harness.awaitPhase("api", ServicePhase.STOPPED);
        harness.scale("api", 2);
        harness.awaitPhase("api", ServicePhase.RUNNING);
        harness.killKernel();
        harness.startKernel();
        harness.awaitPhase("api", ServicePhase.RUNNING);
        assertEquals(List.of(0, 0),
                harness.instances("api").stream().map(InstanceStatus::restartCount).toList());
    }

    @Test
    @DisplayName("and is wanted again meanwhile ends all the same, and a new one takes its place")
    void wantedAgain() {
        harness.castAndAwait(service("api").does(Behaviour.program().ignores(Signal.SIGTERM).runsForEver()));
        var stopping = only("api");
        harness.scale("api", 0);
        harness.advance(seconds(1));
        harness.scale("api", 1);
        harness.advance(seconds(12));
        assertEquals(ServicePhase.RUNNING, harness.phase("api"));
        assertTrue(!only("api").equals(stopping), "it was told to stop and lives");
        assertEquals(0, onlyStatus("api").restartCount());
    }

    @Test
    @DisplayName("with all others is stopped before what it depends on, and the next daemon starts it again")
    void stopAll() {
        Behaviour slow = Behaviour.program().ignores(Signal.SIGTERM).runsForEver();
        harness.castAndAwait(service("db"), service("cache").scale(2));
        harness.castAndAwait(service("api").does(slow).needs("db", "cache"));
        harness.stopAll();
        assertEquals(List.of(), harness.host().living());
        Instant apiEnded = ended("api");
        assertTrue(!ended("db").isBefore(apiEnded) && !ended("cache").isBefore(apiEnded),
                "a dependency ended before its dependent");
        assertEquals(1, harness.status("db").desiredReplicas());
        harness.restartKernel();
        harness.awaitPhase("api", ServicePhase.RUNNING);
        assertEquals(2, ids("cache").size());
        assertEquals(0, onlyStatus("db").restartCount());
    }

    @Test
    @DisplayName("with all others has come to its end, also where the end is seen before the stop returns")
    void stopAllOfASlowRunner() {
        harness.castAndAwait(service("api").scale(3));
        harness.host().stopTime(Duration.ofSeconds(3));
        harness.stopAll();
        assertEquals(List.of(), harness.host().living());
    }

    private Instant ended(String service) {
        return harness.host().all().stream().filter(seen -> seen.id().service().name().equals(service))
                .map(seen -> seen.finishedAt().orElseThrow()).max(Instant::compareTo).orElseThrow();
    }

    @Test
    @DisplayName("lets nothing be started for a service that stops all of its instances")
    void nothingStartsMeanwhile() {
        harness.castAndAwait(service("api").scale(3).does(Behaviour.program().ignores(Signal.SIGTERM).runsForEver()));
        int starts = startsOf("api");
        harness.scale("api", 0);
        harness.host().end(ids("api").getFirst(), Exit.code(1));
        harness.advance(Duration.ofMinutes(2));
        assertEquals(starts, startsOf("api"));
    }
}
