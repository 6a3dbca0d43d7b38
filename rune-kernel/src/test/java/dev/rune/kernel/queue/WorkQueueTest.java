package dev.rune.kernel.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rune.kernel.schedule.Scheduler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
    private final Tasks tasks = new Tasks();
    private final List<String> worked = new ArrayList<>();
    private Consumer<String> meanwhile = key -> {};
    private final WorkQueue<String> queue = new WorkQueue<>(tasks, key -> {
        worked.add(key);
        meanwhile.accept(key);
    });

    /** Keeps tasks until they are run, and has no thread for them when told so. */
    private static final class Tasks implements Scheduler {
        private final Queue<Runnable> waiting = new ArrayDeque<>();
        private boolean exhausted;

        @Override
        public InstantSource clock() {
            return InstantSource.system();
        }

        @Override
        public Cancellation schedule(Duration delay, Runnable task) {
            throw new AssertionError("nobody asked for " + delay);
        }

        @Override
        public void execute(Runnable task) {
            if (exhausted) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            waiting.add(task);
        }

        void run() {
            while (!waiting.isEmpty()) {
                waiting.remove().run();
            }
        }

        @Override
        public void close() {
            waiting.clear();
        }
    }

    @Test
    void addsAreCoalescedAndNotLost() {
        queue.add("a");
        queue.add("a");
        meanwhile = key -> {
            meanwhile = again -> {};
            queue.add(key);
        };
        tasks.run();
        assertEquals(List.of("a", "a"), worked);
    }

    @Test
    void aKeyThatNoThreadWasThereForCanBeAddedAgain() {
        tasks.exhausted = true;
        assertThrows(OutOfMemoryError.class, () -> queue.add("a"));
        tasks.exhausted = false;
        queue.add("a");
        tasks.run();
        assertEquals(List.of("a"), worked);
    }

    @Test
    void neitherIsOneLostThatWasAddedWhileItWasWorkedOn() {
        queue.add("a");
        meanwhile = key -> {
            queue.add(key);
            tasks.exhausted = true;
        };
        assertThrows(OutOfMemoryError.class, tasks::run);
        meanwhile = key -> {};
        tasks.exhausted = false;
        queue.add("a");
        tasks.run();
        assertEquals(List.of("a", "a"), worked);
    }
}
