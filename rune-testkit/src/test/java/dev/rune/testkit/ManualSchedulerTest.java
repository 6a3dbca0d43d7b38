package dev.rune.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.schedule.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A scheduler on a manual clock")
class ManualSchedulerTest {
    private final ManualScheduler scheduler = new ManualScheduler();
    private final List<String> done = new ArrayList<>();

    private void note(String what) {
        done.add(Duration.between(ManualClock.BEGINNING, scheduler.clock().instant()).toMillis() + " " + what);
    }

    private void pause(long millis) {
        try {
            scheduler.pause(Duration.ofMillis(millis));
        } catch (InterruptedException stopped) {
            note("interrupted");
        }
    }

    @Test
    @DisplayName("runs nothing until it is let")
    void nothingByItself() {
        scheduler.execute(() -> note("task"));
        assertEquals(List.of(), done);
        scheduler.runUntilIdle();
        assertEquals(List.of("0 task"), done);
    }

    @Test
    @DisplayName("runs tasks at their time, then in the order they were asked for")
    void order() {
        scheduler.schedule(Duration.ofMillis(20), () -> note("c"));
        scheduler.schedule(Duration.ofMillis(10), () -> note("a"));
        scheduler.schedule(Duration.ofMillis(10), () -> note("b"));
        scheduler.advance(Duration.ofMillis(15));
        assertEquals(List.of("10 a", "10 b"), done);
        scheduler.advance(Duration.ofMillis(15));
        assertEquals(List.of("10 a", "10 b", "20 c"), done);
    }

    @Test
    @DisplayName("does not run what was cancelled")
    void cancel() {
        Scheduler.Cancellation task = scheduler.schedule(Duration.ofMillis(10), () -> note("task"));
        task.cancel();
        scheduler.advance(Duration.ofSeconds(1));
        assertEquals(List.of(), done);
        assertTrue(scheduler.idle());
    }

    @Test
    @DisplayName("lets others run while a task pauses, one at a time")
    void pauses() {
        scheduler.execute(() -> {
            note("a begins");
            pause(100);
            note("a goes on");
            pause(100);
            note("a ends");
        });
        scheduler.execute(() -> {
            note("b begins");
            pause(150);
            note("b ends");
        });
        scheduler.advance(Duration.ofSeconds(1));
        assertEquals(List.of("0 a begins", "0 b begins", "100 a goes on", "150 b ends", "200 a ends"), done);
    }

    @Test
    @DisplayName("wakes a task that is interrupted in its pause, at the time it happens")
    void interruption() {
        AtomicReference<Thread> thread = new AtomicReference<>();
        scheduler.execute(() -> {
            thread.set(Thread.currentThread());
            pause(10_000);
            note("goes on");
        });
        scheduler.schedule(Duration.ofMillis(70), () -> thread.get().interrupt());
        scheduler.advance(Duration.ofSeconds(20));
        assertEquals(List.of("70 interrupted", "70 goes on"), done);
    }

    @Test
    @DisplayName("moves the clock when the test itself pauses")
    void pauseOfTheTest() {
        scheduler.schedule(Duration.ofMillis(30), () -> note("task"));
        pause(50);
        note("test");
        assertEquals(List.of("30 task", "50 test"), done);
    }

    @Test
    @DisplayName("goes from one thing to the next, or as far as it is let")
    void nextThing() {
        scheduler.schedule(Duration.ofMillis(30), () -> note("task"));
        assertTrue(scheduler.advanceToNext(Duration.ofSeconds(1)));
        assertEquals(List.of("30 task"), done);
        assertFalse(scheduler.advanceToNext(Duration.ofSeconds(1)));
        note("end");
        assertEquals("1030 end", done.getLast());
    }

    @Test
    @DisplayName("tells the test what a task threw")
    void faults() {
        scheduler.execute(() -> {
            throw new IllegalStateException("oops");
        });
        AssertionError told = assertThrows(AssertionError.class, scheduler::runUntilIdle);
        assertEquals("oops", told.getCause().getMessage());
    }

    @Test
    @DisplayName("finds tasks that follow each other without end")
    void endless() {
        Runnable[] again = new Runnable[1];
        again[0] = () -> scheduler.execute(again[0]);
        scheduler.execute(again[0]);
        assertThrows(AssertionError.class, scheduler::runUntilIdle);
    }

    @Test
    @DisplayName("lets a part end alone: its tasks run no more, and its pauses are interrupted")
    void parts() {
        Scheduler part = scheduler.part();
        part.execute(() -> {
            pause(1000);
            note("part goes on");
        });
        part.schedule(Duration.ofMillis(500), () -> note("part's task"));
        scheduler.schedule(Duration.ofMillis(500), () -> note("other task"));
        scheduler.advance(Duration.ofMillis(100));
        part.close();
        scheduler.advance(Duration.ofSeconds(5));
        assertEquals(List.of("500 other task", "1000 interrupted", "1000 part goes on"), done);
    }
}
