package dev.rune.plugin.expose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.status.InstanceId;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An instance behind the front door")
class TargetTest {
    private final Target target = new Target(new InstanceId("default", "shop-a"),
            new InetSocketAddress("127.0.0.1", 1));
    private final AtomicInteger ended = new AtomicInteger();

    @Test
    @DisplayName("that has left gets nothing new")
    void nothingNew() {
        assertTrue(target.enter());
        target.retire();
        assertFalse(target.enter());
        assertEquals(1, target.inFlight());
    }

    @Test
    @DisplayName("has its streams ended, also those that are only seen then, when its drain is over")
    void drained() {
        target.holds(ended::incrementAndGet);
        target.retire();
        Runnable over = target.drain();
        assertEquals(0, ended.get());
        over.run();
        assertEquals(1, ended.get());
        target.holds(ended::incrementAndGet);
        assertEquals(2, ended.get());
    }

    @Test
    @DisplayName("that came back and left again has the whole of its drain")
    void everyDepartureHasItsOwnDrain() {
        target.holds(ended::incrementAndGet);
        target.retire();
        Runnable first = target.drain();
        target.admit();
        target.retire();
        Runnable second = target.drain();
        first.run();
        assertEquals(0, ended.get());
        second.run();
        assertEquals(1, ended.get());
    }
}
