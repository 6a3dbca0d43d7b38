package dev.rune.testkit.kernel;

import static dev.rune.testkit.KernelHarness.OTHER_RUNNER;
import static dev.rune.testkit.ServiceBuilder.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.spi.host.Abandoned;
import dev.rune.kernel.status.InstanceStatus;
import dev.rune.kernel.status.ServicePhase;
import dev.rune.testkit.Behaviour;
import dev.rune.testkit.KernelHarness;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A service that is cast with another runner")
class OtherRunnerTest extends KernelTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private void move() {
        harness.castAndAwait(service("api").scale(2));
        harness.cast(service("api").scale(2).by(OTHER_RUNNER));
    }

    private void assertMoved() {
        harness.await("both run by the other runner", () -> harness.otherHost().living().size() == 2
                && harness.phase("api") == ServicePhase.RUNNING && harness.host().all().isEmpty());
        assertTrue(harness.instances("api").stream().allMatch(InstanceStatus::ready));
    }

    @Test
    @DisplayName("is moved place by place: nothing is left with the runner that it had before")
    void isMoved() {
        move();
        assertTrue(harness.host().living().size() + harness.otherHost().living().size() >= 2,
                "never fewer than wanted");
        assertMoved();
    }

    @Test
    @DisplayName("is moved on by the next daemon, too, and comes back by undo")
    void overRestarts() {
        move();
        harness.killKernel();
        harness.startKernel();
        assertMoved();
        harness.kernel().undoRollout(KernelHarness.ref("api"), OptionalLong.empty());
        harness.await("both run by the first runner again", () -> harness.host().living().size() == 2
                && harness.otherHost().all().isEmpty() && harness.phase("api") == ServicePhase.RUNNING);
    }

    @Test
    @DisplayName("keeps what it has while the new runner's instances do not come up, and goes back to it")
    void goesBack() {
        harness.castAndAwait(service("api").scale(2));
        List<?> before = harness.host().living();
        harness.cast(service("api").scale(2).does(Behaviour.program().exits(1)).by(OTHER_RUNNER));
        harness.advance(HOUR);
        assertEquals(before.size(), harness.host().living().size());
        assertTrue(harness.otherHost().living().isEmpty(), () -> harness.otherHost().living().toString());
    }

    @Test
    @DisplayName("is deleted with what the runner before has left of it, as soon as that one can be asked")
    void deletion() {
        move();
        harness.host().listing(false);
        harness.advance(Duration.ofMinutes(1));
        assertTrue(harness.status("api").message().contains("runner 'fake', which started instances of it before"),
                harness.status("api").message());
        harness.kernel().delete(KernelHarness.ref("api"), false, false);
        harness.advance(HOUR);
        assertEquals(ServicePhase.DELETING, harness.phase("api"));
        harness.host().listing(true);
        harness.awaitGone("api");
        assertTrue(harness.host().all().isEmpty() && harness.otherHost().all().isEmpty());
    }

    @Test
    @DisplayName("is not held up by a runner before whose plugin is gone; it is abandoned with what that one left only")
    void missing() {
        move();
        harness.endKernel();
        harness.startKernelWithoutRunner();
        harness.scale("api", 3);
        harness.await("three", () -> harness.otherHost().living().size() == 3);
        int left = harness.host().living().size();
        assertTrue(left > 0);
        assertEquals(new Abandoned("fake", 3), harness.kernel().abandon(KernelHarness.ref("api"), false));
        harness.awaitGone("api");
        assertTrue(harness.otherHost().all().isEmpty());
        assertEquals(left, harness.host().living().size());
    }
}
