package dev.rune.testkit.kernel;

import static dev.rune.testkit.ServiceBuilder.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spi.host.Subscription;
import dev.rune.kernel.status.Event;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.Rollout;
import dev.rune.testkit.Behaviour;
import dev.rune.testkit.KernelHarness;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What happens")
class EventsTest extends KernelTest {
    @Test
    @DisplayName("is told in order, with numbers that grow by one")
    void inOrder() {
        harness.castAndAwait(service("api"));
        harness.host().end(only("api"), Exit.code(1));
        harness.advance(seconds(5));
        List<Event> events = harness.events();
        for (int at = 1; at < events.size(); at++) {
            assertEquals(events.get(at - 1).sequence() + 1, events.get(at).sequence());
            assertFalse(events.get(at).at().isBefore(events.get(at - 1).at()));
        }
        assertEquals(List.of("Cast", "Pending", "Started", "Running", "Crashed"),
                harness.reasons("api").stream().distinct().limit(5).toList());
    }

    @Test
    @DisplayName("is asked for from a number on")
    void fromANumber() {
        harness.castAndAwait(service("api"));
        long last = harness.events().getLast().sequence();
        assertEquals(List.of(), harness.kernel().events(last));
        harness.scale("api", 2);
        assertEquals("Scaled", harness.kernel().events(last).getFirst().reason());
    }

    @Test
    @DisplayName("before the kernel began is not told again by it")
    void notAgain() {
        harness.castAndAwait(service("api").scale(3));
        harness.scale("api", 1);
        awaitRollout("api", Rollout.State.COMPLETE);
        assertEquals(2, harness.reasons("api").stream().filter("Stopped"::equals).count());
        harness.restartKernel();
        harness.advance(seconds(60));
        assertEquals(List.of("Running"), harness.reasons("api"));
    }

    @Test
    @DisplayName("reaches who listens, until they go")
    void listeners() {
        List<String> heard = new ArrayList<>();
        Subscription listening = harness.kernel().onEvent(event -> heard.add(event.reason()));
        harness.castAndAwait(service("api"));
        assertTrue(heard.containsAll(List.of("Cast", "Started", "Running")), heard::toString);
        listening.close();
        int before = heard.size();
        harness.scale("api", 0);
        harness.advance(seconds(30));
        assertEquals(before, heard.size());
    }

    @Test
    @DisplayName("to a service is told to who listens for changes, and nothing is told when nothing changes")
    void changes() {
        List<ServiceRef> heard = new ArrayList<>();
        Subscription listening = harness.kernel().onChange(heard::add);
        harness.castAndAwait(service("api"), service("other"));
        harness.advance(seconds(120));
        int before = heard.size();
        harness.advance(seconds(600));
        assertEquals(before, heard.size());
        harness.scale("api", 2);
        harness.advance(seconds(5));
        assertTrue(heard.size() > before);
        assertTrue(heard.subList(before, heard.size()).stream().allMatch(KernelHarness.ref("api")::equals));
        harness.kernel().delete(KernelHarness.ref("api"), false, false);
        harness.awaitGone("api");
        assertEquals(KernelHarness.ref("api"), heard.getLast());
        listening.close();
    }

    @Test
    @DisplayName("never holds a variable's value")
    void noValues() {
        harness.cast(service("api").env("PASSWORD", "s3cret").does(new Behaviour.MissingProgram()));
        harness.advance(seconds(20));
        harness.cast(service("api").env("PASSWORD", "s3cret"));
        harness.advance(seconds(20));
        assertTrue(harness.events().stream().noneMatch(event -> event.message().contains("s3cret")));
    }
}
