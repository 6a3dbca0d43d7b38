package dev.rune.kernel.record;

import dev.rune.kernel.status.Rollout;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What is going on with a service, and what went on. How many places a service has and what its instances are made of
 * change independently of each other, so there is at most one operation of each kind.
 *
 * @param scaling the change of how many places there are
 * @param update  the change of what the instances are made of
 * @param past    the last ones that ended, oldest first
 */
public record Operations(Optional<OperationRecord> scaling, Optional<OperationRecord> update,
        List<OperationRecord> past) {
    /** Nothing is going on and nothing was. */
    public static final Operations NONE = new Operations(Optional.empty(), Optional.empty(), List.of());

    private static final int KEPT = 10;

    public Operations {
        past = List.copyOf(past);
    }

    /** What is shown as the rollout: what is going on, else what ended last. */
    public Optional<OperationRecord> latest() {
        return scaling.or(() -> update).or(() -> past.isEmpty() ? Optional.empty() : Optional.of(past.getLast()));
    }

    /** What goes on. */
    public Stream<OperationRecord> ongoing() {
        return Stream.concat(scaling.stream(), update.stream());
    }

    /** How the operation of that name ended; empty while it goes on and when it is long forgotten. */
    public Optional<OperationRecord> ended(long generation) {
        return past.stream().filter(operation -> operation.generation() == generation).findFirst();
    }

    /** Tells {@code listener} what has ended since {@code before}. */
    public void ended(Operations before, Consumer<OperationRecord> listener) {
        past.stream().filter(operation -> !before.past.contains(operation)).forEach(listener);
    }

    Operations scaling(OperationRecord operation) {
        return new Operations(Optional.of(operation), update, past);
    }

    Operations update(OperationRecord operation) {
        return new Operations(scaling, Optional.of(operation), past);
    }

    Operations endScaling(Rollout.State how, String why, String culprit, Instant now) {
        return scaling.isEmpty()
                ? this
                : new Operations(Optional.empty(), update, with(scaling.get().ended(how, why, culprit, now)));
    }

    Operations endUpdate(Rollout.State how, String why, String culprit, Instant now) {
        return update.isEmpty()
                ? this
                : new Operations(scaling, Optional.empty(), with(update.get().ended(how, why, culprit, now)));
    }

    private List<OperationRecord> with(OperationRecord ended) {
        List<OperationRecord> all = new ArrayList<>(past);
        all.add(ended);
        return all.subList(Math.max(0, all.size() - KEPT), all.size());
    }
}
