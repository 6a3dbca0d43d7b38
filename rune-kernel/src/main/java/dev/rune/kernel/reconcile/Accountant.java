package dev.rune.kernel.reconcile;

import dev.rune.kernel.event.EventLog;
import dev.rune.kernel.plan.CrashLedger;
import dev.rune.kernel.plan.Operation;
import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemKind;
import dev.rune.kernel.record.ServiceRecord;
import dev.rune.kernel.record.SlotRecord;
import dev.rune.kernel.spec.RestartPolicy;
import dev.rune.kernel.spi.runner.InstanceLabels;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.status.Event.Severity;
import dev.rune.kernel.status.Exit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Counts ends and failed starts against the places they happened in. */
final class Accountant {
    /** The host's own troubles are retried like crashes of a service with default settings, whatever the service says. */
    private static final RestartPolicy HOST_TROUBLE = new RestartPolicy(RestartPolicy.Policy.ALWAYS,
            Duration.ofMillis(500),
            2, Duration.ofSeconds(30), Duration.ofSeconds(60));

    private final EventLog events;
    private final RandomGenerator random;

    Accountant(EventLog events, RandomGenerator random) {
        this.events = events;
        this.random = random;
    }

    /**
     * What changed.
     *
     * @param slots   places that have to be kept
     * @param crashed instances whose last output tells why
     */
    record Account(List<SlotRecord> slots, List<ObservedInstance> crashed) {}

    /** Counts what has happened since the last pass into {@code slots}. */
    Account count(ServiceEntry entry, ServiceRecord service, Map<Integer, SlotRecord> slots,
            List<ObservedInstance> observed) {
        Map<Integer, SlotRecord> changed = new TreeMap<>();
        List<ObservedInstance> crashed = new ArrayList<>();
        observed.stream().filter(instance -> !instance.alive() && entry.counted.add(instance.id()))
                .sorted(Comparator.comparingLong(instance -> instance.labels().incarnation())).forEach(instance -> {
                    SlotRecord slot = slot(slots, changed, instance.labels().slot());
                    boolean matters = matters(service, slot, instance);
                    boolean asked = entry.dismissed.contains(instance.id());
                    if (matters && !asked && !othersDoing(service, instance)) {
                        changed.put(slot.slot(), ended(entry, service, slot, instance));
                        crashed.add(instance);
                    } else {
                        if (matters || asked && latest(service, slot, instance)) {
                            // The next daemon does not know that somebody asked for this end, unless it is kept; what
                            // does not matter while the service is stopped would when it is started again.
                            changed.put(slot.slot(), slot.withDismissed(instance.labels().incarnation()));
                        }
                        if (!asked && instance.outside().isPresent()) {
                            events.instance(Severity.WARNING, instance.id(), "OutsideHand",
                                    instance.outside().get());
                        } else if (asked || entry.started.contains(instance.id())) {
                            events.instance(Severity.NORMAL, instance.id(), "Stopped",
                                    instance.exit().orElseThrow().toString());
                        }
                    }
                });
        for (var start = entry.failedStarts.poll(); start != null; start = entry.failedStarts.poll()) {
            countStart(entry, service, slots, changed, start);
        }
        slots.putAll(changed);
        return new Account(List.copyOf(changed.values()), crashed);
    }

    private void countStart(ServiceEntry entry, ServiceRecord service, Map<Integer, SlotRecord> slots,
            Map<Integer, SlotRecord> changed, ServiceEntry.FailedStart start) {
        InstanceLabels labels = start.labels();
        if (labels.generation() < service.marks().reset() || !labels.template().equals(service.template())) {
            return;
        }
        if (start.problem().kind() == ProblemKind.TRANSIENT) {
            int attempts = Optional.ofNullable(entry.retries.get(labels.slot())).map(ServiceEntry.Retry::attempts)
                    .orElse(0) + 1;
            Instant until = start.at().plus(CrashLedger.delay(HOST_TROUBLE, attempts + 1, random));
            entry.retries.put(labels.slot(),
                    new ServiceEntry.Retry(attempts, until, start.problem().message()));
        } else {
            SlotRecord slot = slot(slots, changed, labels.slot());
            changed.put(slot.slot(), CrashLedger.unstartable(slot, labels.incarnation(), service.generation(),
                    service.spec().restart(), start.at(), start.problem().message(), random));
        }
    }

    /**
     * Counts operations that had no effect, so that they are not tried again at once: an instance that was started and is
     * not listed, one that was stopped and lives, one that was removed and is still there.
     *
     * @param observed what was listed after they had ended
     */
    void countIneffective(ServiceEntry entry, List<ServiceEntry.Outcome> outcomes, List<ObservedInstance> observed) {
        for (ServiceEntry.Outcome outcome : outcomes) {
            Optional<ObservedInstance> seen = observed.stream().filter(i -> i.id().equals(outcome.id())).findFirst();
            int slot = outcome.labels().slot();
            switch (outcome.operation()) {
                case STARTING -> {
                    if (seen.isEmpty()) {
                        entry.retries.put(slot,
                                retry(Optional.ofNullable(entry.retries.get(slot)), outcome, "its runner says that it "
                                        + "started " + outcome.id().name() + " and does not list it"));
                    }
                }
                case STOPPING, REMOVING -> {
                    if (seen.isPresent() && (seen.get().alive() || outcome.operation() == Operation.REMOVING)) {
                        entry.resisting.put(outcome.id(),
                                retry(Optional.ofNullable(entry.resisting.get(outcome.id())), outcome,
                                        "its runner says that it is gone and lists it"));
                    } else {
                        entry.resisting.remove(outcome.id());
                    }
                }
                case NONE -> {
                    // Nothing was done.
                }
            }
        }
    }

    private ServiceEntry.Retry retry(Optional<ServiceEntry.Retry> before, ServiceEntry.Outcome outcome,
            String message) {
        int attempts = before.map(ServiceEntry.Retry::attempts).orElse(0) + 1;
        return new ServiceEntry.Retry(attempts,
                outcome.at().plus(CrashLedger.delay(HOST_TROUBLE, attempts + 1, random)),
                outcome.problem().map(Problem::message).orElse(message));
    }

    /** Whether the crash policy answers an end unless somebody asked for it: it is the latest of its place. */
    private static boolean matters(ServiceRecord service, SlotRecord slot, ObservedInstance instance) {
        InstanceLabels labels = instance.labels();
        return labels.template().equals(service.template()) && labels.slot() < service.places()
                && labels.generation() >= service.marks().restart()
                && labels.generation() >= service.marks().rolling() && latest(service, slot, instance);
    }

    private static boolean latest(ServiceRecord service, SlotRecord slot, ObservedInstance instance) {
        InstanceLabels labels = instance.labels();
        return labels.uid().equals(service.uid()) && !service.deleting()
                && labels.incarnation() > Math.max(slot.incarnation(), slot.dismissed());
    }

    /** Whether another hand than Rune's ended it. One that is to run once has run all the same. */
    private static boolean othersDoing(ServiceRecord service, ObservedInstance instance) {
        return instance.outside().isPresent() && service.spec().restart().policy() != RestartPolicy.Policy.NEVER;
    }

    private SlotRecord ended(ServiceEntry entry, ServiceRecord service, SlotRecord slot, ObservedInstance instance) {
        Exit exit = instance.exit().orElseThrow();
        Optional<String> why = Optional.ofNullable(entry.condemned.get(instance.id()));
        SlotRecord after = CrashLedger.ended(slot, instance.labels().incarnation(), service.generation(),
                service.spec().restart(), instance.startedAt(), instance.finishedAt().orElseThrow(), exit, why, random);
        boolean finished = after.completed() && exit.success();
        events.instance(finished ? Severity.NORMAL : Severity.WARNING, instance.id(),
                finished ? "Completed" : "Crashed",
                why.orElse(exit.toString()) + after.nextAttemptAt().map(at -> "; next attempt at " + at).orElse(""));
        return after;
    }

    private static SlotRecord slot(Map<Integer, SlotRecord> slots, Map<Integer, SlotRecord> changed, int number) {
        SlotRecord slot = changed.get(number);
        return slot != null ? slot : slots.getOrDefault(number, SlotRecord.fresh(number));
    }
}
