package dev.rune.testkit.kernel;

import static dev.rune.testkit.ServiceBuilder.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.status.Condition;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.Rollout;
import dev.rune.kernel.status.ServicePhase;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("While the runner cannot say what runs")
class UnknownIsNotGoneTest extends KernelTest {
    @Test
    @DisplayName("nothing is started and nothing is stopped, whatever is asked for")
    void nothingMoves() {
        harness.castAndAwait(service("api").scale(3));
        List<ObservedInstance> before = harness.living("api");
        harness.host().listing(false);
        harness.scale("api", 5);
        harness.advance(seconds(100));
        harness.scale("api", 1);
        harness.advance(seconds(100));
        harness.cast(service("api").env("A", "1"));
        harness.advance(seconds(100));
        assertEquals(before, harness.living("api"));
    }

    @Test
    @DisplayName("the status says so, keeps what was known, and claims no generation")
    void statusSaysSo() {
        harness.castAndAwait(service("api").scale(2));
        harness.host().listing(false);
        harness.scale("api", 3);
        harness.advance(seconds(40));
        var status = harness.status("api");
        assertEquals(1, status.observedGeneration());
        assertEquals(2, status.generation());
        assertEquals(2, status.readyReplicas());
        assertFalse(holds(status.conditions()));
        assertTrue(status.message().contains("cannot be asked"), status::message);
        harness.host().listing(true);
        awaitRollout("api", Rollout.State.COMPLETE);
        assertEquals(2, harness.status("api").observedGeneration());
        assertTrue(holds(harness.status("api").conditions()));
    }

    private static boolean holds(List<Condition> conditions) {
        return conditions.stream().filter(c -> c.type().equals("RunnerReachable")).findFirst().orElseThrow().holds();
    }

    @Test
    @DisplayName("ends are not answered, and are once it can")
    void endsAreAnsweredLater() {
        harness.castAndAwait(service("api"));
        harness.host().listing(false);
        harness.host().end(only("api"), Exit.code(1));
        harness.advance(seconds(60));
        assertEquals(1, startsOf("api"));
        harness.host().listing(true);
        harness.await("it is replaced", () -> startsOf("api") == 2);
        harness.awaitPhase("api", ServicePhase.RUNNING);
        assertEquals(1, onlyStatus("api").restartCount());
    }

    @Test
    @DisplayName("also at the start of the kernel, nothing moves")
    void alsoAtTheStart() {
        harness.castAndAwait(service("api").scale(2));
        List<ObservedInstance> before = harness.living("api");
        harness.host().listing(false);
        harness.restartKernel();
        harness.advance(seconds(120));
        assertEquals(before, harness.living("api"));
        assertEquals(0, harness.status("api").observedGeneration());
        harness.host().listing(true);
        harness.awaitPhase("api", ServicePhase.RUNNING);
        assertEquals(before, harness.living("api"));
    }

    @Test
    @DisplayName("it is asked ever more slowly")
    void askedEverMoreSlowly() {
        harness.castAndAwait(service("api"));
        harness.host().listing(false);
        harness.scale("api", 2);
        int before = harness.host().listings();
        harness.advance(seconds(600));
        int asked = harness.host().listings() - before;
        assertTrue(asked > 20 && asked < 100, "asked " + asked + " times in ten minutes");
        long warnings = harness.reasons("api").stream().filter("RunnerUnreachable"::equals).count();
        assertEquals(1, warnings, "one event for one trouble");
    }

    @Test
    @DisplayName("and hides what it started, it is asked to start it ever more slowly")
    void hidden() {
        harness.castAndAwait(service("api"));
        var hidden = only("api");
        harness.host().listed(hidden, false);
        int before = harness.host().operations();
        harness.advance(seconds(600));
        int tried = harness.host().operations() - before;
        assertTrue(tried > 5 && tried < 50, "tried " + tried + " times in ten minutes");
        assertTrue(harness.status("api").message().contains("does not list it"), harness.status("api")::message);
        harness.host().listed(hidden, true);
        harness.awaitPhase("api", ServicePhase.RUNNING);
        assertEquals(hidden, only("api"));
    }
}
