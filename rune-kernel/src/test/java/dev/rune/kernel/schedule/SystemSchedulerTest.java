package dev.rune.kernel.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SystemSchedulerTest {
    private static boolean comes(CountDownLatch latch) throws InterruptedException {
        return latch.await(30, TimeUnit.SECONDS);
    }

    @Test
    void aTaskWithoutAThreadIsBegunLater() throws InterruptedException {
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch ran = new CountDownLatch(1);
        try (SystemScheduler scheduler = new SystemScheduler(task -> {
            if (asked.getAndIncrement() == 0) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return Thread.ofVirtual().unstarted(task);
        })) {
            scheduler.schedule(Duration.ZERO, ran::countDown);
            assertTrue(comes(ran));
        }
        assertEquals(2, asked.get());
    }

    @Test
    void whatIsCancelledWhileItWaitsForAThreadIsNotBegun() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch later = new CountDownLatch(1);
        AtomicInteger ran = new AtomicInteger();
        try (SystemScheduler scheduler = new SystemScheduler(task -> {
            if (asked.getCount() > 0) {
                asked.countDown();
                throw new OutOfMemoryError("unable to create native thread");
            }
            return Thread.ofVirtual().unstarted(task);
        })) {
            Scheduler.Cancellation cancellation = scheduler.schedule(Duration.ZERO, ran::incrementAndGet);
            assertTrue(comes(asked));
            cancellation.cancel();
            // After the time at which it would be tried again.
            scheduler.schedule(Duration.ofMillis(1500), later::countDown);
            assertTrue(comes(later));
        }
        assertEquals(0, ran.get());
    }

    @Test
    void oneTasksFaultIsNotTheNextOnes() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        try (SystemScheduler scheduler = new SystemScheduler(task -> Thread.ofVirtual()
                .uncaughtExceptionHandler((thread, thrown) -> {}).unstarted(task))) {
            scheduler.schedule(Duration.ZERO, () -> {
                scheduler.schedule(Duration.ZERO, ran::countDown);
                throw new IllegalStateException("expected");
            });
            assertTrue(comes(ran));
        }
    }
}
