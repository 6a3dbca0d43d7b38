package dev.rune.testkit.kernel;

import static dev.rune.testkit.ServiceBuilder.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceId;
import dev.rune.kernel.status.ServicePhase;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What another hand than Rune's does to an instance")
class OutsideHandsTest extends KernelTest {
    private long told(String text) {
        return harness.events().stream().filter(event -> event.reason().equals("OutsideHand"))
                .filter(event -> event.message().equals(text)).count();
    }

    @Test
    @DisplayName("is answered at once and counts against nobody when it ends it, however often")
    void anEndIsNotCounted() {
        harness.castAndAwait(service("web"));
        for (int i = 0; i < 5; i++) {
            InstanceId before = only("web");
            harness.host().touch(before, "was stopped by a stranger");
            harness.host().end(before, Exit.signal(15));
            harness.settle();
            assertNotEquals(before, only("web"));
            harness.awaitPhase("web", ServicePhase.RUNNING);
        }
        assertEquals(0, onlyStatus("web").restartCount());
        assertTrue(told("was stopped by a stranger") >= 5, harness.events()::toString);
        assertTrue(harness.reasons("web").stream().noneMatch("Crashed"::equals), harness.reasons("web")::toString);
    }

    @Test
    @DisplayName("is not counted by the next daemon either")
    void norByTheNextDaemon() {
        harness.castAndAwait(service("web"));
        harness.host().touch(only("web"), "was stopped by a stranger");
        harness.host().end(only("web"), Exit.signal(15));
        harness.settle();
        harness.restartKernel();
        harness.awaitPhase("web", ServicePhase.RUNNING);
        assertEquals(0, onlyStatus("web").restartCount());
    }

    @Test
    @DisplayName("does not make it run twice where it is to run once")
    void oneThatRunsOnceHasRun() {
        harness.cast(service("web").with("restart", Map.of("policy", "never")));
        harness.host().touch(only("web"), "was stopped by a stranger");
        harness.host().end(only("web"), Exit.signal(15));
        harness.advance(Duration.ofMinutes(1));
        assertEquals(0, harness.living("web").size());
    }

    @Test
    @DisplayName("is told once while it lives, and leaves it alone")
    void aRemarkIsToldOnce() {
        harness.castAndAwait(service("web"));
        InstanceId before = only("web");
        harness.host().touch(before, "was paused by a stranger");
        harness.advance(Duration.ofMinutes(5));
        assertEquals(before, only("web"));
        assertEquals(1, told("was paused by a stranger"));
    }
}
