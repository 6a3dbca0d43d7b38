package dev.rune.kernel.plan;

import dev.rune.kernel.record.ServiceRecord;
import dev.rune.kernel.record.SlotRecord;
import dev.rune.kernel.spi.runner.InstanceLabels;
import dev.rune.kernel.status.InstanceId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the next steps of one service. A plan is made afresh from what is the case now and remembers nothing; where it
 * is empty, desired and observed are equal or only time can change that.
 *
 * <p>Bounds that hold for every plan, counting instances that are being stopped as alive: never more than
 * {@code places + maxSurge} alive by starting; never fewer than {@code places - maxUnavailable} ready by stopping one
 * that is merely outdated.
 */
public final class Planner {
    /** Ended instances of a service that are kept with their logs. */
    public static final int ENDED_KEPT = 5;

    private static final String REPLACED = "replaced by a new version";

    private final Situation situation;
    private final ServiceRecord service;
    private final List<Step> steps = new ArrayList<>();
    private final Set<InstanceId> leaving = new HashSet<>();
    private Optional<Instant> wakeAt = Optional.empty();

    /** One instance of the latest template and one of an earlier one may be in a place at once. */
    private record Keeper(int slot, boolean outdated) {}

    /** How many instances more may be alive. */
    private int room;
    /** How many ready instances may be lost. */
    private int spare;

    private Planner(Situation situation) {
        this.situation = situation;
        this.service = situation.service();
    }

    /** The plan for {@code situation}. */
    public static Plan plan(Situation situation) {
        return new Planner(situation).plan();
    }

    private Plan plan() {
        stopWhatMustNotLive();
        if (startsAllowed()) {
            moveSlots();
        }
        forgetEnded();
        boolean gone = service.deleting()
                && (service.keepLogs()
                        ? situation.instances().stream().noneMatch(Fact::alive)
                        : situation.instances().isEmpty());
        return new Plan(steps, wakeAt, gone);
    }

    private void stopWhatMustNotLive() {
        Set<Keeper> keepers = new HashSet<>();
        situation.instances().stream().filter(Fact::staying).sorted(preferred()).forEach(fact -> {
            boolean outdated = fact.outdated(service);
            if (situation.halted()) {
                stop(fact, "everything stops");
            } else if (service.deleting()) {
                stop(fact, "the service is deleted");
            } else if (fact.labels().slot() >= situation.desired()) {
                stop(fact, "scaled to " + situation.desired());
            } else if (fact.beforeRestart(service)) {
                stop(fact, "restart");
            } else if (outdated && situation.recreate() && !situation.paused()) {
                stop(fact, REPLACED);
            } else if (fact.condemned().isPresent()) {
                stop(fact, fact.condemned().get());
            } else if (!keepers.add(new Keeper(fact.labels().slot(), outdated))) {
                stop(fact, "another instance has its place");
            }
        });
    }

    /** Ready before unready, then the oldest: of two in one place the first in this order stays. */
    private static Comparator<Fact> preferred() {
        return Comparator.comparing((Fact fact) -> !fact.ready()).thenComparing(Fact::since).thenComparing(Fact::id);
    }

    private boolean startsAllowed() {
        boolean mustEndFirst = situation.instances().stream().anyMatch(fact -> fact.alive()
                && (fact.beforeRestart(service) || (situation.recreate() && fact.outdated(service))));
        return situation.desired() > 0 && !mustEndFirst;
    }

    /** Brings the latest template into every place, a few at a time. */
    private void moveSlots() {
        Map<Integer, Place> places = places();
        int alive = (int) situation.instances().stream().filter(Fact::alive).count();
        int ready = places.values().stream().mapToInt(place -> place.ready).sum();
        room = situation.desired() + situation.surge() - alive;
        spare = ready - (situation.desired() - situation.unavailable());
        List<Place> outdated = new ArrayList<>();
        for (int slot = 0; slot < situation.desired(); slot++) {
            Place place = places.getOrDefault(slot, new Place(slot));
            if (place.old.isPresent()) {
                outdated.add(place);
                room -= place.heldByFailure() ? 1 : 0;
            } else if (place.current.isEmpty()) {
                boolean started = room > 0 && start(slot);
                room -= started || situation.slot(slot).failing() ? 1 : 0;
            }
        }
        outdated.stream().sorted(Comparator.comparing((Place place) -> place.old.orElseThrow().since())
                .thenComparingInt(place -> place.slot)).forEach(this::renew);
    }

    /** The next step by which {@code place} gets from its old instance to a new one. */
    private void renew(Place place) {
        Fact old = place.old.orElseThrow();
        room += place.heldByFailure() ? 1 : 0;
        if (!situation.startable() || situation.paused()) {
            return;
        }
        if (old.readiness() == Readiness.UNREADY || (!old.ready() && place.successorReady())) {
            stop(old, REPLACED);
        } else if (place.current.isPresent()) {
            if (place.successorReady() && spare > 0) {
                stop(old, REPLACED);
                spare--;
            }
        } else if (room > 0) {
            boolean started = start(place.slot);
            room -= started || place.heldByFailure() ? 1 : 0;
        } else if (spare > 0 && old.ready() && situation.slot(place.slot).open(situation.now())) {
            stop(old, REPLACED);
            spare--;
        }
    }

    private Map<Integer, Place> places() {
        Map<Integer, Place> places = new HashMap<>();
        for (Fact fact : situation.instances()) {
            if (fact.alive() && fact.labels().slot() < situation.desired()) {
                places.computeIfAbsent(fact.labels().slot(), Place::new).add(fact);
            }
        }
        return places;
    }

    /** The living instances of one slot. */
    private final class Place {
        private final int slot;
        private int ready;
        private Optional<Fact> old = Optional.empty();
        private Optional<Fact> current = Optional.empty();

        Place(int slot) {
            this.slot = slot;
        }

        void add(Fact fact) {
            if (!fact.staying() || leaving.contains(fact.id())) {
                return;
            }
            ready += fact.ready() ? 1 : 0;
            if (fact.outdated(service)) {
                old = Optional.of(fact);
            } else {
                current = Optional.of(fact);
            }
        }

        boolean successorReady() {
            return current.map(Fact::ready).orElse(false);
        }

        /** A new version that fails here keeps its room, so that it is not tried in all the other places as well. */
        boolean heldByFailure() {
            return current.isEmpty() && situation.slot(slot).failing();
        }
    }

    private boolean start(int number) {
        SlotRecord slot = situation.slot(number);
        if (!slot.open(situation.now())) {
            slot.nextAttemptAt().filter(at -> !slot.completed()).ifPresent(at -> wake(at.at()));
            return false;
        }
        if (!situation.startable()) {
            return false;
        }
        long last = situation.instances().stream().filter(f -> f.labels().slot() == number)
                .mapToLong(f -> f.labels().incarnation()).max().orElse(0);
        InstanceLabels labels = InstanceIds.next(service, slot, last);
        steps.add(new Step.Start(InstanceIds.of(service, labels), labels));
        return true;
    }

    private void stop(Fact fact, String reason) {
        leaving.add(fact.id());
        if (fact.operation() == Operation.NONE) {
            steps.add(new Step.Stop(fact.id(), reason));
        }
    }

    private void forgetEnded() {
        if (service.deleting() && service.keepLogs()) {
            return;
        }
        situation.instances().stream().filter(fact -> !fact.alive())
                .sorted(Comparator.comparing(Fact::since).reversed().thenComparing(Fact::id))
                .skip(service.deleting() ? 0 : ENDED_KEPT).filter(fact -> fact.operation() == Operation.NONE)
                .forEach(fact -> steps.add(new Step.Remove(fact.id())));
    }

    private void wake(Instant at) {
        wakeAt = Optional.of(wakeAt.filter(earlier -> earlier.isBefore(at)).orElse(at));
    }
}
