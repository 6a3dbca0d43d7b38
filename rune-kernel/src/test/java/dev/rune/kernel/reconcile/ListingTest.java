package dev.rune.kernel.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spec.StopPolicy;
import dev.rune.kernel.spi.runner.InstanceLabels;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.spi.runner.Runner;
import dev.rune.kernel.status.InstanceId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Passes that ask a runner at the same time")
class ListingTest {
    private static final ServiceRef SERVICE = new ServiceRef("default", "api");

    /** Lists one instance of {@link #SERVICE}, and takes its time where it is told to. */
    private static final class SlowRunner implements Runner {
        private final AtomicInteger asked = new AtomicInteger();
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch mayAnswer = new CountDownLatch(1);
        private volatile boolean broken;

        @Override
        public List<ObservedInstance> list() {
            asked.incrementAndGet();
            begun.countDown();
            try {
                mayAnswer.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            if (broken) {
                throw ProblemException.of(ProblemCode.UNAVAILABLE, "away");
            }
            return List.of(new ObservedInstance(new InstanceId("default", "api-aaaaaa"),
                    new InstanceLabels("api", "uid", 0, 1, 1, "template"), ObservedInstance.State.RUNNING,
                    OptionalLong.empty(), Optional.empty(), List.of(), Instant.EPOCH, Optional.empty(),
                    Optional.empty()));
        }

        @Override
        public void start(InstanceSpec spec) {}

        @Override
        public void stop(InstanceId id, StopPolicy policy) {}

        @Override
        public void remove(InstanceId id) {}

        @Override
        public void watch(Consumer<InstanceId> changed) {}

        @Override
        public void close() {}
    }

    /** Has one pass ask, and fifty more that come while that question is put; their answers, or what was thrown. */
    private static List<Object> askedTogether(SlowRunner runner, Listing listing) throws InterruptedException {
        List<Object> answers = new CopyOnWriteArrayList<>();
        Thread first = asking(listing, answers);
        runner.begun.await();
        List<Thread> others = Stream.generate(() -> asking(listing, answers)).limit(50).toList();
        while (others.stream().anyMatch(pass -> pass.getState() != Thread.State.WAITING)) {
            Thread.onSpinWait();
        }
        runner.mayAnswer.countDown();
        first.join();
        for (Thread other : others) {
            other.join();
        }
        assertEquals(51, answers.size());
        return answers;
    }

    private static Thread asking(Listing listing, List<Object> answers) {
        return Thread.ofPlatform().start(() -> {
            try {
                answers.add(listing.of(SERVICE).size());
            } catch (ProblemException problem) {
                answers.add(problem.problem().code());
            }
        });
    }

    @Test
    @DisplayName("share the next answer, and get none to a question that was put before they came")
    void shareTheNextAnswer() throws InterruptedException {
        SlowRunner runner = new SlowRunner();
        assertEquals(Set.of(1), Set.copyOf(askedTogether(runner, new Listing(runner))));
        assertEquals(2, runner.asked.get());
    }

    @Test
    @DisplayName("are all told that it cannot be known now, and ask again the next time")
    void shareTheProblem() throws InterruptedException {
        SlowRunner runner = new SlowRunner();
        runner.broken = true;
        Listing listing = new Listing(runner);
        assertEquals(Set.of(ProblemCode.UNAVAILABLE), Set.copyOf(askedTogether(runner, listing)));
        assertEquals(2, runner.asked.get());
        runner.broken = false;
        assertEquals(1, listing.of(SERVICE).size());
        assertEquals(List.of(), listing.of(new ServiceRef("default", "other")));
    }
}
