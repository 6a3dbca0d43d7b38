package dev.rune.daemon.http;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ForgettingTest {
    private final AtomicInteger collections = new AtomicInteger();
    private final Semaphore collected = new Semaphore(0);
    private final Forgetting forgetting = new Forgetting(Duration.ofMillis(50), () -> {
        collections.incrementAndGet();
        collected.release();
    });

    private void awaitOne() throws InterruptedException {
        assertTrue(collected.tryAcquire(20, TimeUnit.SECONDS), "no collection");
    }

    @Test
    void collectsAfterEveryChangeAndOnceForAFlock() throws InterruptedException {
        for (int i = 0; i < 1000; i++) {
            forgetting.soon();
        }
        awaitOne();
        forgetting.soon();
        awaitOne();
        assertTrue(collections.get() <= 3, collections + " collections");
    }
}
