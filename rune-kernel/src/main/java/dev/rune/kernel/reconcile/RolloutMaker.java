package dev.rune.kernel.reconcile;

import dev.rune.kernel.record.OperationRecord;
import dev.rune.kernel.record.ServiceRecord;
import dev.rune.kernel.status.Rollout;
import java.util.List;
import java.util.Optional;

/** Says what goes on and went on with a service, from what is stored. Pure. */
public final class RolloutMaker {
    private RolloutMaker() {}

    /** What goes on, or what went on last. */
    public static Rollout.Operation operation(ServiceRecord service) {
        return service.operations().latest().map(RolloutMaker::operation).orElseThrow();
    }

    /** What ended, newest first. */
    public static List<Rollout.Operation> history(ServiceRecord service) {
        return service.operations().past().reversed().stream().map(RolloutMaker::operation).toList();
    }

    private static Rollout.Operation operation(OperationRecord stored) {
        return new Rollout.Operation(stored.generation(), stored.reason(), stored.mode(), stored.state(),
                stored.from(), stored.to(), stored.step(), stored.interval(), stored.reached(),
                stored.startedAt().at(), stored.steppedAt().at(), stored.endedAt().map(end -> end.at()),
                stored.message(), Optional.of(stored.culprit()).filter(name -> !name.isEmpty()));
    }
}
