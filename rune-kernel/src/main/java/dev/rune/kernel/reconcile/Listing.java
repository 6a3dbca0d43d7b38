package dev.rune.kernel.reconcile;

import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.spi.runner.Runner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * Asks one runner what runs, once for all passes that want to know at the same time. No pass is given an answer to a
 * question that was put before the pass began: whoever comes while one is put waits for the next, with all the others.
 */
final class Listing {
    private final Runner runner;
    private final ReentrantLock asking = new ReentrantLock();
    /** Those who come now share this one. Guarded by this. */
    private Question next = new Question();

    /** One question and, later, its answer. Guarded by the lock of those who ask. */
    private static final class Question {
        private Optional<Map<ServiceRef, List<ObservedInstance>>> answer = Optional.empty();
        private Optional<ProblemException> problem = Optional.empty();
    }

    Listing(Runner runner) {
        this.runner = runner;
    }

    /**
     * The instances of {@code service}.
     *
     * @throws ProblemException when it cannot be known now
     */
    List<ObservedInstance> of(ServiceRef service) {
        Question mine = joined();
        asking.lock();
        try {
            if (mine.answer.isEmpty() && mine.problem.isEmpty()) {
                ask(mine);
            }
        } finally {
            asking.unlock();
        }
        if (mine.problem.isPresent()) {
            throw new ProblemException(mine.problem.get().problem(), mine.problem.get());
        }
        return mine.answer.orElseThrow().getOrDefault(service, List.of());
    }

    private synchronized Question joined() {
        return next;
    }

    private synchronized void closed() {
        next = new Question();
    }

    private void ask(Question question) {
        closed();
        try {
            question.answer = Optional.of(
                    runner.list().stream().collect(Collectors.groupingBy(instance -> instance.id().service())));
        } catch (ProblemException unknown) {
            question.problem = Optional.of(unknown);
        }
    }
}
