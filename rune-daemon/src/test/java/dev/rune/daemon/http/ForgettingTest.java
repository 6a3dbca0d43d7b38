package dev.rune.daemon.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ForgettingTest {
    private final Semaphore pausing = new Semaphore(0);
    private final Semaphore pauses = new Semaphore(0);
    private final Semaphore collections = new Semaphore(0);
    private final Forgetting forgetting = new Forgetting(() -> {
        pausing.release();
        pauses.acquireUninterruptibly();
    }, collections::release);

    private static void await(Semaphore what) throws InterruptedException {
        assertTrue(what.tryAcquire(20, TimeUnit.SECONDS), "it does not come");
    }

    private void pauseThenCollect() throws InterruptedException {
        pauses.release();
        await(collections);
    }

    @Test
    void collectsOnceForAFlockThatComesBeforeItsPause() throws InterruptedException {
        forgetting.soon();
        await(pausing);
        assertEquals(0, collections.availablePermits(), "too early");
        pauseThenCollect();
        forgetting.soon();
        await(pausing);
        pauseThenCollect();
    }

    @Test
    void collectsOnceMoreForAllThatCameDuringAPause() throws InterruptedException {
        forgetting.soon();
        await(pausing);
        for (int i = 0; i < 1000; i++) {
            forgetting.soon();
        }
        pauseThenCollect();
        await(pausing);
        pauseThenCollect();
        assertEquals(0, collections.availablePermits());
        assertEquals(0, pausing.availablePermits());
    }
}
