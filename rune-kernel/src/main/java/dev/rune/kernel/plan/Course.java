package dev.rune.kernel.plan;

import dev.rune.kernel.record.OperationRecord;
import dev.rune.kernel.record.RevisionRecord;
import dev.rune.kernel.record.ServiceRecord;
import dev.rune.kernel.spec.UpdateStrategy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Decides how what goes on with a service goes on: opens steps, finds that something has arrived or failed, and goes
 * back. Pure: what it decides is a new record, which is stored before anybody acts on it.
 */
public final class Course {
    private static final int NOTES_IN_A_DEADLINE = 10;

    private final Situation situation;
    private final Progress progress;
    private final LongFunction<Optional<RevisionRecord>> revisions;

    /**
     * What was decided.
     *
     * @param service the record from now on; the same where nothing changes
     * @param wakeAt  when time alone makes another look worth while
     */
    public record Turn(ServiceRecord service, Optional<Instant> wakeAt) {}

    private Course(Situation situation, LongFunction<Optional<RevisionRecord>> revisions) {
        this.situation = situation;
        this.progress = Progress.of(situation);
        this.revisions = revisions;
    }

    /**
     * How {@code situation} goes on, by one decision at most.
     *
     * @param revisions the earlier specs of the service that are still known, by number
     */
    public static Turn next(Situation situation, LongFunction<Optional<RevisionRecord>> revisions) {
        return new Course(situation, revisions).next();
    }

    private Turn next() {
        ServiceRecord service = situation.service();
        if (service.deleting() || situation.halted()) {
            return new Turn(service, Optional.empty());
        }
        Turn scaled = service.operations().scaling().filter(it -> !it.paused()).map(this::scale)
                .orElse(new Turn(service, Optional.empty()));
        if (!scaled.service().equals(service)) {
            return scaled;
        }
        Turn updated = service.operations().update().map(this::update).orElse(scaled);
        return new Turn(updated.service(), earlier(scaled.wakeAt(), updated.wakeAt()));
    }

    private Turn scale(OperationRecord scaling) {
        ServiceRecord service = situation.service();
        Optional<Progress.Failure> failure = scaling.rollback() ? progress.stepFailure(scaling) : Optional.empty();
        if (failure.isPresent()) {
            return now(service.scaledBack(failure.get().message(), failure.get().instance(), situation.now()));
        }
        boolean last = scaling.reached() == scaling.to();
        if (!progress.stepDone(last || scaling.rollback())) {
            return now(service);
        }
        if (last) {
            return now(service.scaled(situation.now()));
        }
        return scaling.nextStepAt().isAfter(situation.now())
                ? new Turn(service, Optional.of(scaling.nextStepAt()))
                : now(service.stepped(situation.now()));
    }

    private Turn update(OperationRecord update) {
        ServiceRecord service = situation.service();
        if (progress.updateDone()) {
            return now(service.updated(situation.now()));
        }
        if (update.paused()) {
            return now(service);
        }
        if (progress.arrived() > update.reached() && worthNoting(update)) {
            return now(service.advanced(progress.arrived(), situation.now()));
        }
        Optional<Progress.Failure> failure = progress.failure();
        return failure.isPresent() ? now(failed(failure.get())) : new Turn(service, progress.overdueAt());
    }

    /** Each note is a write: they are made as often as the deadline needs them, and no more often. */
    private boolean worthNoting(OperationRecord update) {
        Duration deadline = situation.service().spec().updateStrategy().progressDeadline();
        return !update.steppedAt().at().plus(deadline.dividedBy(NOTES_IN_A_DEADLINE)).isAfter(situation.now());
    }

    /** Back to what was healthy; where nothing was, or it was of the same template, what is tried is tried on. */
    private ServiceRecord failed(Progress.Failure failure) {
        ServiceRecord service = situation.service();
        Optional<RevisionRecord> good = service.healthy() == 0
                ? Optional.empty()
                : revisions.apply(service.healthy()).filter(it -> !it.template().equals(service.template()));
        if (good.isEmpty()) {
            return service;
        }
        return service.spec().updateStrategy().onFailure() == UpdateStrategy.OnFailure.PAUSE
                ? service.resting(failure.message(), failure.instance())
                : service.updatedBack(good.get(), failure.message(), failure.instance(), situation.now());
    }

    private static Turn now(ServiceRecord service) {
        return new Turn(service, Optional.empty());
    }

    private static Optional<Instant> earlier(Optional<Instant> a, Optional<Instant> b) {
        return a.isEmpty() || (b.isPresent() && b.get().isBefore(a.get())) ? b : a;
    }
}
