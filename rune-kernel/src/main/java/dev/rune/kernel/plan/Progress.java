package dev.rune.kernel.plan;

import dev.rune.kernel.record.OperationRecord;
import dev.rune.kernel.record.SlotRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How far a service is from what is desired, and what keeps it from coming closer. Pure. */
public final class Progress {
    /** An update has failed when an instance crashed so often in a row (product §5). */
    private static final int CRASHES_THAT_FAIL_AN_UPDATE = 3;

    private final Situation situation;
    private final Map<Integer, Fact> currents = new HashMap<>();

    /**
     * What keeps a service from arriving.
     *
     * @param message  for people
     * @param instance the instance that failed; empty where none did
     */
    public record Failure(String message, String instance) {}

    private Progress(Situation situation) {
        this.situation = situation;
        situation.instances().stream().filter(fact -> fact.alive() && !fact.outdated(situation.service()))
                .forEach(fact -> currents.merge(fact.labels().slot(), fact, (a, b) -> a.ready() ? a : b));
    }

    /** How far a service is in {@code situation}. */
    public static Progress of(Situation situation) {
        return new Progress(situation);
    }

    /** Living instances of the latest template. */
    public int updated() {
        return (int) situation.instances().stream()
                .filter(fact -> fact.alive() && !fact.outdated(situation.service())).count();
    }

    /** Living instances of an earlier template. */
    public int outdated() {
        return alive() - updated();
    }

    /** Places in which a ready instance of the latest template lives, or one that is finished for good was. */
    public int arrived() {
        int arrived = 0;
        for (int slot = 0; slot < situation.desired(); slot++) {
            Fact current = currents.get(slot);
            arrived += (current == null ? situation.slot(slot).completed() : current.ready()) ? 1 : 0;
        }
        return arrived;
    }

    /** Whether all is as it is desired. */
    public boolean complete() {
        return updateDone() && situation.desired() == situation.wanted();
    }

    /** Whether every place that is open now has a ready instance of the latest template, and no other instance lives. */
    boolean updateDone() {
        return arrived() == situation.desired() && outdated() == 0 && alive() <= situation.desired();
    }

    /** Why the latest template does not arrive; empty while it still may. */
    public Optional<Failure> failure() {
        for (int slot = 0; slot < situation.desired(); slot++) {
            SlotRecord memory = situation.slot(slot);
            Fact current = currents.get(slot);
            if (current != null && current.ready()) {
                continue;
            }
            if (memory.unstartable() || memory.streak() >= CRASHES_THAT_FAIL_AN_UPDATE) {
                return Optional.of(failed(slot, memory.told()));
            }
            if (current != null && blamed(current)) {
                return Optional.of(unready(current));
            }
        }
        return overdue();
    }

    /** Whether an instance has had its chance: what was there before a resume is waited for anew. */
    private boolean blamed(Fact fact) {
        return fact.failing().isPresent() && fact.labels().generation() >= situation.service().marks().resume();
    }

    /** The update has not come closer to its end for too long, and nothing outside hinders it. */
    private Optional<Failure> overdue() {
        Duration deadline = situation.service().spec().updateStrategy().progressDeadline();
        return overdueAt().filter(at -> !at.isAfter(situation.now()) && !updateDone())
                .map(_ -> new Failure("no progress for " + deadline.toSeconds() + " seconds: " + arrived() + " of "
                        + situation.desired() + " ready", ""));
    }

    /** When the update will have failed unless it comes closer to its end; empty where nothing is due. */
    Optional<Instant> overdueAt() {
        Duration deadline = situation.service().spec().updateStrategy().progressDeadline();
        return situation.service().operations().update().filter(update -> !update.paused())
                .flatMap(update -> situation.freeSince().map(free -> later(free, update.steppedAt().at())))
                .map(since -> since.plus(deadline));
    }

    /** Why the scale that goes on has failed: an instance it added crashed, or does not get ready. */
    Optional<Failure> stepFailure(OperationRecord scaling) {
        for (int slot = scaling.from(); slot < scaling.reached(); slot++) {
            Optional<Failure> failure = stepFailure(slot);
            if (failure.isPresent()) {
                return failure;
            }
        }
        return Optional.empty();
    }

    private Optional<Failure> stepFailure(int slot) {
        SlotRecord memory = situation.slot(slot);
        if (memory.unstartable()) {
            return Optional.of(failed(slot, memory.told()));
        }
        if (memory.streak() > 0) {
            return Optional.of(failed(slot, "crashed: " + memory.lastFailure()));
        }
        return Optional.ofNullable(currents.get(slot)).filter(this::blamed).map(Progress::unready);
    }

    /**
     * Whether every place that is open now is served, and no instance is outside of them.
     *
     * @param patient whether a place that fails is waited for
     */
    boolean stepDone(boolean patient) {
        for (int slot = 0; slot < situation.desired(); slot++) {
            if (!served(slot) && (patient || stepFailure(slot).isEmpty())) {
                return false;
            }
        }
        return situation.instances().stream()
                .noneMatch(fact -> fact.alive() && fact.labels().slot() >= situation.desired());
    }

    private boolean served(int slot) {
        boolean nobody = situation.instances().stream()
                .noneMatch(fact -> fact.alive() && fact.labels().slot() == slot);
        return nobody
                ? situation.slot(slot).completed()
                : situation.instances().stream()
                        .anyMatch(fact -> fact.staying() && fact.ready() && fact.labels().slot() == slot);
    }

    private static Failure unready(Fact fact) {
        return new Failure(fact.id().name() + " is not ready: " + fact.failing().orElse(""), fact.id().name());
    }

    /** Blames the last instance that was in a place. */
    private Failure failed(int slot, String message) {
        return situation.instances().stream().filter(fact -> fact.labels().slot() == slot
                && !fact.outdated(situation.service()))
                .max(Comparator.comparingLong(fact -> fact.labels().incarnation()))
                .map(fact -> new Failure(fact.id().name() + " " + message, fact.id().name()))
                .orElse(new Failure(message, ""));
    }

    private int alive() {
        return (int) situation.instances().stream().filter(Fact::alive).count();
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
