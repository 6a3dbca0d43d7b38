package dev.rune.kernel.plan;

import dev.rune.kernel.record.OperationRecord;
import dev.rune.kernel.record.ServiceRecord;
import dev.rune.kernel.record.SlotRecord;
import dev.rune.kernel.spec.UpdateStrategy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything a plan is made from.
 *
 * @param service   what is desired
 * @param slots     what each place remembers, already {@link SlotRecord#since since} the last reset
 * @param instances what is observed
 * @param freeSince since when nothing outside hinders the service, such as a dependency or an engine that is away; empty
 *                  where something does
 * @param startable whether instances may be started: dependencies are met and the runner can
 * @param exclusive whether two instances cannot live at once, because they would fight for a port of the host
 * @param halted    whether everything is to stop for now, whatever is desired
 * @param now       what time it is
 */
public record Situation(ServiceRecord service, Map<Integer, SlotRecord> slots, List<Fact> instances,
        Optional<Instant> freeSince,
        boolean startable, boolean exclusive, boolean halted, Instant now) {
    public Situation {
        Objects.requireNonNull(service);
        slots = Map.copyOf(slots);
        instances = List.copyOf(instances);
    }

    /** The same with another record. */
    public Situation with(ServiceRecord other) {
        return new Situation(other, slots, instances, freeSince, startable, exclusive, halted, now);
    }

    /** Instances wanted in the end. */
    int wanted() {
        return halted || service.deleting() ? 0 : service.scale();
    }

    /** Instances wanted now: fewer or more than in the end while a scale goes in steps. */
    int desired() {
        return halted || service.deleting() ? 0 : service.places();
    }

    /** Whether no outdated instance is to be replaced for now. */
    boolean paused() {
        return service.operations().update().map(OperationRecord::paused).orElse(false);
    }

    /** Instances more than desired that may live during an update. */
    int surge() {
        return exclusive ? 0 : service.spec().updateStrategy().maxSurge();
    }

    /** Instances fewer than desired that may be ready during an update. */
    int unavailable() {
        int wanted = service.spec().updateStrategy().maxUnavailable();
        return exclusive ? Math.max(1, wanted) : wanted;
    }

    /** Whether no old instance may live when a new one starts. */
    boolean recreate() {
        return service.spec().updateStrategy().type() == UpdateStrategy.Type.RECREATE;
    }

    SlotRecord slot(int number) {
        return slots.getOrDefault(number, SlotRecord.fresh(number));
    }
}
