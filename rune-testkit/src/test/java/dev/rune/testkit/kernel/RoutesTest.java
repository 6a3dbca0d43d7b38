package dev.rune.testkit.kernel;

import static dev.rune.testkit.ServiceBuilder.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.exposure.RouteTable;
import dev.rune.kernel.spi.exposure.RouteTable.Route;
import dev.rune.kernel.spi.host.RouteView;
import dev.rune.kernel.spi.probe.Verdict;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceId;
import dev.rune.kernel.status.Rollout;
import dev.rune.kernel.status.ServicePhase;
import dev.rune.testkit.Behaviour;
import dev.rune.testkit.KernelHarness;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The routes of an exposed service")
class RoutesTest extends KernelTest {
    private static final Map<String, Object> PROBE = Map.of("intervalSeconds", 1, "failureThreshold", 1, "about",
            "api");

    private List<InstanceId> routed() {
        return harness.http().routed("api");
    }

    private Set<InstanceId> living() {
        return new HashSet<>(ids("api"));
    }

    @Test
    @DisplayName("go to its ready instances and where they listen")
    void readyInstances() {
        harness.castAndAwait(service("api").scale(3).at("api.local"));
        Route route = harness.http().table().routes().getFirst();
        assertEquals(Optional.of("api.local"), route.host());
        assertEquals(Optional.empty(), route.path());
        assertEquals(80, route.port());
        assertEquals(seconds(5), route.drain());
        assertEquals(living(), new HashSet<>(routed()));
        ObservedInstance first = harness.living("api").getFirst();
        assertEquals(first.endpoints(), route.upstreams().stream().filter(it -> it.instance().equals(first.id()))
                .map(RouteTable.Upstream::endpoint).toList());
        assertEquals(RouteTable.EMPTY, harness.tcp().table());
    }

    @Test
    @DisplayName("are those of the type that it asks for")
    void anotherType() {
        harness.castAndAwait(service("api").at("api.local").with("expose",
                Map.of("port", "http", "host", "api.local", "type", "fake")));
        assertEquals(living(), new HashSet<>(harness.otherExposure().routed("api")));
        assertEquals(List.of(), routed());
        RouteView view = harness.kernel().routes(Optional.empty()).getFirst();
        assertEquals("fake", view.type());
        harness.castAndAwait(service("api").at("api.local"));
        assertEquals(living(), new HashSet<>(routed()));
        assertEquals(RouteTable.EMPTY, harness.otherExposure().table());
        ProblemException refused = assertThrows(ProblemException.class,
                () -> harness.cast(service("api").at("api.local")
                        .with("expose", Map.of("port", "http", "type", "fak"))));
        assertEquals("'fak' is no type of exposure: one of fake, http, tcp",
                refused.problem().findings().getFirst().message());
    }

    @Test
    @DisplayName("are there from the start, and nobody is in them before it is ready")
    void thereFromTheStart() {
        harness.probe().answer("api", new Verdict.Unhealthy("not yet"));
        harness.cast(service("api").at("api.local").readiness(PROBE));
        harness.advance(seconds(3));
        assertEquals(1, harness.http().table().routes().size());
        assertEquals(List.of(), routed());
        harness.probe().answer("api", new Verdict.Healthy(""));
        harness.awaitPhase("api", ServicePhase.RUNNING);
        assertEquals(ids("api"), routed());
    }

    @Test
    @DisplayName("are in force before a generation is said to be observed")
    void inForceBeforeItIsSaid() {
        harness.http().applyTime(seconds(3));
        harness.cast(service("api").at("api.local"));
        harness.await("it is ready", () -> harness.status("api").readyReplicas() == 1);
        assertEquals(RouteTable.EMPTY, harness.http().table());
        assertEquals(0, harness.status("api").observedGeneration());
        harness.await("it is observed", () -> harness.status("api").observedGeneration() == 1);
        assertEquals(ids("api"), routed());
        harness.cast(service("api").at("shop.local"));
        harness.settle();
        assertEquals(1, harness.status("api").observedGeneration());
        harness.await("it is observed anew", () -> harness.status("api").observedGeneration() == 2);
        assertEquals(Optional.of("shop.local"), harness.http().table().routes().getFirst().host());
    }

    @Test
    @DisplayName("that an exposure refuses keep no generation from being observed")
    void refusedRoutesAreNotWaitedFor() {
        harness.http().refuse(1_000);
        harness.cast(service("api").at("api.local"));
        harness.await("it is observed", () -> harness.status("api").observedGeneration() == 1);
        assertEquals(RouteTable.EMPTY, harness.http().table());
    }

    @Test
    @DisplayName("without a host are those of its port on the host")
    void withoutHost() {
        harness.castAndAwait(service("db").at(5432));
        Route route = harness.tcp().table().routes().getFirst();
        assertEquals(Optional.empty(), route.host());
        assertEquals(5432, route.port());
        assertEquals(ids("db"), harness.tcp().routed("db"));
        assertEquals(RouteTable.EMPTY, harness.http().table());
        assertEquals(":5432", harness.kernel().service(KernelHarness.ref("db")).external());
    }

    @Test
    @DisplayName("lose who is no longer ready, who is not stopped for it, and get it back")
    void unreadyLeave() {
        harness.castAndAwait(service("api").scale(2).at("api.local").readiness(PROBE));
        InstanceId ill = routed().getFirst();
        harness.probe().answer("api",
                id -> id.equals(ill) ? new Verdict.Unhealthy("ill") : new Verdict.Healthy(""));
        harness.await("it leaves", () -> routed().size() == 1);
        assertEquals(2, living().size());
        harness.probe().answer("api", new Verdict.Healthy(""));
        harness.await("it is back", () -> routed().size() == 2);
    }

    @Test
    @DisplayName("lose who crashes at once, and get its successor when that is ready")
    void crashedLeave() {
        harness.castAndAwait(service("api").scale(2).at("api.local"));
        InstanceId crashed = routed().getFirst();
        harness.host().end(crashed, Exit.signal(9));
        harness.settle();
        assertEquals(1, routed().size());
        assertFalse(routed().contains(crashed));
        harness.awaitPhase("api", ServicePhase.RUNNING);
        assertEquals(living(), new HashSet<>(routed()));
    }

    @Test
    @DisplayName("are never empty while it is updated or restarted one by one")
    void neverEmpty() {
        harness.castAndAwait(service("api").scale(2).at("api.local"));
        int before = harness.http().tables().size();
        harness.cast(service("api").scale(2).at("api.local").env("V", "2"));
        awaitRollout("api", Rollout.State.COMPLETE);
        harness.kernel().restart(KernelHarness.ref("api"), true);
        awaitRollout("api", Rollout.State.COMPLETE);
        List<RouteTable> tables = harness.http().tables();
        assertTrue(tables.size() >= before + 4, tables::toString);
        tables.subList(before, tables.size())
                .forEach(table -> assertTrue(table.routes().getFirst().upstreams().size() >= 2, table::toString));
        assertEquals(List.of(), harness.stoppedWhileRouted());
    }

    @Test
    @DisplayName("change with what is said of them, without an instance being touched")
    void changedLive() {
        harness.castAndAwait(service("api").at("api.local"));
        InstanceId instance = only("api");
        harness.cast(service("api").at("api.local").with("drainSeconds", 9).with("expose",
                Map.of("port", "http", "host", "*.Example.org", "path", "/api/", "stripPath", true)));
        harness.settle();
        Route route = harness.http().table().routes().getFirst();
        assertEquals(Optional.of("*.example.org"), route.host());
        assertEquals(Optional.of("/api"), route.path());
        assertTrue(route.stripPath());
        assertEquals(seconds(9), route.drain());
        harness.cast(service("api").at("api.local").without("expose"));
        harness.settle();
        assertEquals(RouteTable.EMPTY, harness.http().table());
        assertEquals(instance, only("api"));
    }

    @Test
    @DisplayName("stay without anybody while it is stopped, and go when it is deleted")
    void stoppedAndDeleted() {
        harness.castAndAwait(service("api").at("api.local"));
        harness.scale("api", 0);
        harness.awaitPhase("api", ServicePhase.STOPPED);
        assertEquals(1, harness.http().table().routes().size());
        assertEquals(List.of(), routed());
        harness.kernel().delete(KernelHarness.ref("api"), false, false);
        harness.settle();
        assertEquals(List.of(), harness.http().table().routes());
    }

    @Test
    @DisplayName("come back with the next kernel, without trusting that what was ready is ready")
    void nextKernel() {
        harness.castAndAwait(service("api").scale(2).at("api.local").readiness(PROBE));
        harness.killKernel();
        harness.probe().answer("api", new Verdict.Unhealthy("not any more"));
        harness.startKernel();
        assertEquals(1, harness.http().tables().getFirst().routes().size());
        harness.advance(seconds(5));
        assertEquals(List.of(), routed());
        harness.probe().answer("api", new Verdict.Healthy(""));
        harness.await("they are back", () -> routed().size() == 2);
        assertEquals(2, startsOf("api"));
    }

    @Test
    @DisplayName("are kept while the runner cannot say what runs, and lose who is not ready meanwhile")
    void unknownIsNotGone() {
        harness.castAndAwait(service("api").scale(2).at("api.local").readiness(PROBE));
        harness.host().listing(false);
        harness.advance(seconds(40));
        assertEquals(2, routed().size());
        InstanceId ill = routed().getFirst();
        harness.probe().answer("api",
                id -> id.equals(ill) ? new Verdict.Unhealthy("ill") : new Verdict.Healthy(""));
        harness.await("it leaves", () -> routed().size() == 1);
        harness.probe().answer("api", new Verdict.Healthy(""));
        harness.await("it is back", () -> routed().size() == 2);
    }

    @Test
    @DisplayName("are given one after the other to an exposure that takes its time, the newest first of those that wait")
    void slowExposure() {
        harness.http().applyTime(seconds(3));
        harness.cast(service("api").scale(4).at("api.local").does(Behaviour.program().runsForEver()));
        harness.awaitPhase("api", ServicePhase.RUNNING);
        harness.scale("api", 1);
        harness.scale("api", 3);
        harness.scale("api", 2);
        harness.await("all is as it should be", () -> living().size() == 2 && new HashSet<>(routed()).equals(living()));
        assertFalse(harness.http().overlapped());
        assertEquals(List.of(), harness.stoppedWhileRouted());
    }

    @Test
    @DisplayName("that an exposure refuses are offered again, and what it refuses is told once")
    void refused() {
        harness.http().refuse(3);
        harness.castAndAwait(service("api").at("api.local"));
        harness.advance(seconds(5));
        assertEquals(ids("api"), routed());
        List<String> reasons = harness.events().stream().filter(it -> it.object().equals("plugin/http"))
                .map(it -> it.reason()).toList();
        assertEquals(List.of("PluginRunning", "RoutesFailed", "RoutesApplied"), reasons);
    }

    @Test
    @DisplayName("are shown with how many are ready")
    void shown() {
        harness.castAndAwait(service("api").scale(2).at("api.local"), service("db").at(5432));
        List<RouteView> views = harness.kernel().routes(Optional.empty());
        assertEquals(List.of("http", "tcp"), views.stream().map(RouteView::type).toList());
        assertEquals(List.of(2, 1), views.stream().map(RouteView::ready).toList());
        assertEquals(List.of("", ""), views.stream().map(RouteView::message).toList());
        assertThrows(ProblemException.class, () -> harness.kernel().routes(Optional.of("nowhere")));
        harness.http().refuse(Integer.MAX_VALUE);
        harness.scale("api", 3);
        harness.advance(seconds(3));
        assertEquals("the fake exposure does not want to",
                harness.kernel().routes(Optional.empty()).getFirst().message());
        assertEquals(2, harness.kernel().routes(Optional.empty()).getFirst().ready());
    }
}
