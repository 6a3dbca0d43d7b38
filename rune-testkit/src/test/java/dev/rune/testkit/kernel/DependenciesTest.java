package dev.rune.testkit.kernel;

import static dev.rune.testkit.ServiceBuilder.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.probe.Verdict;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceState;
import dev.rune.kernel.status.Rollout;
import dev.rune.kernel.status.ServicePhase;
import dev.rune.testkit.Behaviour;
import dev.rune.testkit.KernelHarness;
import dev.rune.testkit.ServiceBuilder;
import java.util.List;
import java.util.Map;
import dev.rune.kernel.spi.host.DependencyView;
import dev.rune.kernel.spec.Signal;
import dev.rune.kernel.status.InstanceId;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A service with dependencies")
class DependenciesTest extends KernelTest {
    private static final Verdict ILL = new Verdict.Unhealthy("not yet");

    private static ServiceBuilder probed(String name) {
        return service(name).readiness(Map.of("intervalSeconds", 1, "about", name));
    }

    @Test
    @DisplayName("starts nothing before they are healthy, is Pending and says for whom it waits")
    void waits() {
        harness.probe().answer("db", ILL);
        harness.cast(probed("db"), service("api").needs("db"));
        harness.advance(seconds(60));
        assertEquals(0, startsOf("api"));
        assertEquals(ServicePhase.PENDING, harness.phase("api"));
        assertEquals("WaitingForDependencies", harness.status("api").reason());
        assertTrue(harness.status("api").message().contains("db"), harness.status("api")::message);
        assertEquals(InstanceState.PENDING, onlyStatus("api").state());
        harness.probe().answer("db", new Verdict.Healthy(""));
        harness.awaitPhase("api", ServicePhase.RUNNING);
    }

    @Test
    @DisplayName("starts in order along a chain")
    void chain() {
        harness.cast(service("web").needs("api"), service("api").needs("db"), service("db"));
        harness.awaitPhase("web", ServicePhase.RUNNING);
        assertEquals(List.of("db", "api", "web"),
                harness.host().starts().stream().map(id -> id.service().name()).toList());
    }

    @Test
    @DisplayName("asks for less with readyWhen: running, or started once")
    void readyWhen() {
        harness.probe().answer("db", ILL);
        harness.host().startTime(seconds(3));
        harness.cast(probed("db"), service("runs").needs(Map.of("name", "db", "readyWhen", "running")),
                service("job").does(Behaviour.program().exits(0)).with("restart", "never"),
                service("after").needs(Map.of("name", "job", "readyWhen", "started")));
        harness.advance(seconds(2));
        assertEquals(0, startsOf("runs") + startsOf("after"));
        harness.advance(seconds(10));
        assertEquals(1, startsOf("runs"));
        assertEquals(1, startsOf("after"));
        assertEquals(ServicePhase.STOPPED, harness.phase("job"));
    }

    @Test
    @DisplayName("that is running stays so when they fail, and is not restarted before they are back")
    void runningStays() {
        harness.castAndAwait(probed("db"));
        harness.castAndAwait(service("api").needs("db"));
        var running = only("api");
        harness.probe().answer("db", ILL);
        harness.advance(seconds(30));
        assertEquals(running, only("api"));
        assertEquals(ServicePhase.RUNNING, harness.phase("api"));
        harness.host().end(running, Exit.code(1));
        harness.advance(seconds(30));
        assertEquals(List.of(), ids("api"));
        harness.probe().answer("db", new Verdict.Healthy(""));
        harness.awaitPhase("api", ServicePhase.RUNNING);
    }

    @Test
    @DisplayName("that waits can be scaled, stopped and deleted")
    void canBeChangedMeanwhile() {
        harness.probe().answer("db", ILL);
        harness.cast(probed("db"), service("api").needs("db").scale(2));
        harness.advance(seconds(5));
        harness.scale("api", 3);
        assertEquals(3, harness.instances("api").size());
        harness.scale("api", 0);
        harness.awaitPhase("api", ServicePhase.STOPPED);
        harness.kernel().delete(KernelHarness.ref("api"), false, false);
        harness.awaitGone("api");
    }

    @Test
    @DisplayName("does not wait for an optional one")
    void optional() {
        harness.castAndAwait(service("api").needs(Map.of("name", "nobody", "optional", true)));
    }

    @Test
    @DisplayName("has failed when the timeout passes, and starts all the same once they are there")
    void timeout() {
        harness.probe().answer("db", ILL);
        harness.cast(probed("db"), service("api").needs(Map.of("name", "db", "timeoutSeconds", 30)));
        harness.advance(seconds(29));
        assertEquals(ServicePhase.PENDING, harness.phase("api"));
        harness.advance(seconds(2));
        assertEquals(ServicePhase.FAILED, harness.phase("api"));
        assertEquals("DependencyTimeout", harness.status("api").reason());
        assertEquals(Rollout.State.FAILED, harness.status("api").rollout().state());
        harness.probe().answer("db", new Verdict.Healthy(""));
        harness.awaitPhase("api", ServicePhase.RUNNING);
    }

    @Test
    @DisplayName("that are not there, are itself, or need it in turn is refused with the path")
    void refused() {
        harness.castAndAwait(service("a"));
        harness.castAndAwait(service("b").needs("a"));
        assertTrue(refusal(service("c").needs("nobody")).contains("nobody"));
        assertTrue(refusal(service("c").needs("c")).contains("c"));
        String cycle = refusal(service("a").needs("b"));
        assertTrue(cycle.contains("a") && cycle.contains("b"), cycle);
        refusal(service("x").needs("y"), service("y").needs("x"));
    }

    private String refusal(ServiceBuilder... services) {
        ProblemException refused = assertThrows(ProblemException.class, () -> harness.cast(services));
        assertEquals(ProblemCode.INVALID, refused.problem().code());
        return refused.problem().findings().toString();
    }

    @Test
    @DisplayName("in another namespace waits for that one")
    void otherNamespace() {
        harness.kernel().createNamespace("data");
        harness.cast(service("db").with("namespace", "data"), service("api").needs("db.data"));
        harness.awaitPhase("api", ServicePhase.RUNNING);
    }

    @Test
    @DisplayName("waits again after a restart of the kernel only for what is not well now")
    void afterRestart() {
        harness.castAndAwait(probed("db"));
        harness.castAndAwait(service("api").needs("db"));
        var before = ids("api");
        harness.restartKernel();
        harness.advance(seconds(30));
        assertEquals(before, ids("api"));
        assertEquals(ServicePhase.RUNNING, harness.phase("api"));
    }

    @Test
    @DisplayName("is restarted within its strategy after one with restartWith was replaced, and only then")
    void restartWith() {
        harness.castAndAwait(service("db").env("V", "1"),
                service("api").scale(3).needs(Map.of("name", "db", "restartWith", true)),
                service("web").needs(Map.of("name", "api", "restartWith", true)), service("other").needs("db"));
        Set<InstanceId> api = Set.copyOf(ids("api"));
        InstanceId web = only("web");
        InstanceId other = only("other");
        harness.host().end(only("db"), Exit.code(1));
        harness.advance(seconds(60));
        harness.cast(service("db").env("V", "1").with("labels", Map.of("tier", "data")));
        harness.scale("db", 2);
        harness.advance(seconds(60));
        assertEquals(api, Set.copyOf(ids("api")), "neither a crash nor a live change nor a scale replaces it");
        harness.cast(service("db").env("V", "2"));
        int[] least = {3};
        harness.await("both are others", () -> {
            least[0] = Math.min(least[0], harness.status("api").readyReplicas());
            return ids("api").stream().noneMatch(api::contains) && !ids("web").contains(web)
                    && harness.status("web").rollout().state() == Rollout.State.COMPLETE;
        });
        assertEquals(3, least[0], "without a gap");
        assertEquals("restart", harness.status("api").rollout().operation().reason());
        assertEquals(other, only("other"));
        long generation = harness.status("api").generation();
        harness.advance(seconds(600));
        assertEquals(generation, harness.status("api").generation());
    }

    @Test
    @DisplayName("is not restarted for a version that was rolled back, and is once though the daemon dies meanwhile")
    void restartWithOnce() {
        harness.castAndAwait(service("db").env("V", "1"),
                service("api").with("updateStrategy", "recreate").needs(Map.of("name", "db", "restartWith", true)));
        harness.cast(service("db").env("V", "2").does(Behaviour.program().exits(1)));
        harness.await("it went back", () -> harness.status("db").generation() == 3
                && harness.status("db").rollout().state() == Rollout.State.COMPLETE);
        assertEquals(1, harness.status("api").generation());
        harness.cast(service("db").env("V", "3"));
        for (int kill = 0; kill < 10; kill++) {
            harness.advance(millis(300));
            harness.killKernel();
            harness.startKernel();
        }
        harness.awaitPhase("api", ServicePhase.RUNNING);
        harness.advance(seconds(60));
        assertEquals(2, harness.status("api").generation());
        assertEquals(2, startsOf("api"));
    }

    @Test
    @DisplayName("stops before what it depends on when both are deleted")
    void orderedDeletion() {
        ServiceBuilder slow = service("db").with("stop", Map.of("gracePeriodSeconds", 3));
        harness.castAndAwait(slow, service("api").needs("db")
                .does(Behaviour.program().ignores(Signal.SIGTERM).runsForEver())
                .with("stop", Map.of("gracePeriodSeconds", 5)), service("web").needs("api"));
        harness.kernel().delete(KernelHarness.ref("web"), false, false);
        harness.kernel().delete(KernelHarness.ref("api"), false, false);
        harness.kernel().delete(KernelHarness.ref("db"), false, false);
        harness.advance(seconds(4));
        assertEquals(List.of(), ids("web"));
        assertEquals(1, ids("api").size());
        assertEquals(1, ids("db").size());
        harness.awaitGone("db");
        harness.awaitGone("api");
    }

    @Test
    @DisplayName("that is optional, even in a circle, holds up no end")
    void optionalCircle() {
        harness.castAndAwait(service("a").needs(Map.of("name", "b", "optional", true)),
                service("b").needs(Map.of("name", "a", "optional", true)));
        harness.kernel().delete(KernelHarness.ref("a"), false, false);
        harness.kernel().delete(KernelHarness.ref("b"), false, false);
        harness.awaitGone("a");
        harness.awaitGone("b");
    }

    @Test
    @DisplayName("shows them with what is missing")
    void shown() {
        harness.probe().answer("db", ILL);
        harness.cast(probed("db"), service("api").needs("db", Map.of("name", "cache", "optional", true)));
        harness.settle();
        List<DependencyView> shown = harness.kernel().dependencies(Optional.of(KernelHarness.NAMESPACE));
        assertEquals(List.of("db", "cache"), shown.stream().map(DependencyView::name).toList());
        assertTrue(shown.getFirst().message().contains("to be healthy"), shown.getFirst()::message);
        assertTrue(shown.getLast().optional());
    }
}
