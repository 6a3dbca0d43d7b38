package dev.rune.kernel.reconcile;

import dev.rune.kernel.event.EventLog;
import dev.rune.kernel.plan.CrashLedger;
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
                .sorted(Comparator.comparing(instance -> instance.labels().incarnation())).forEach(instance -> {
                    SlotRecord slot = slot(slots, changed, instance.labels().slot());
                    if (isFailure(entry, service, slot, instance)) {
                        changed.put(slot.slot(), ended(entry, service, slot, instance));
                        crashed.add(instance);
                    } else {
                        events.instance(Severity.NORMAL, instance.id(), "Stopped",
                                instance.exit().orElseThrow().toString());
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
        if (start.at().isBefore(service.resetAt().at()) || !labels.template().equals(service.template())) {
            return;
        }
        if (start.problem().kind() == ProblemKind.TRANSIENT) {
            int attempts = Optional.ofNullable(entry.retries.get(labels.slot())).map(ServiceEntry.Retry::attempts)
                    .orElse(0) + 1;
            Instant until = start.at().plus(CrashLedger.delay(HOST_TROUBLE, attempts + 1, random));
            entry.retries.put(labels.slot(),
                    new ServiceEntry.Retry(attempts, start.at(), until, start.problem().message()));
        } else {
            SlotRecord slot = slot(slots, changed, labels.slot());
            changed.put(slot.slot(), CrashLedger.unstartable(slot, labels.incarnation(), service.spec().restart(),
                    start.at(), start.problem().message(), random));
        }
    }

    /** Whether an end is one that the crash policy answers: nobody asked for it, and it is the latest of its place. */
    private static boolean isFailure(ServiceEntry entry, ServiceRecord service, SlotRecord slot,
            ObservedInstance instance) {
        InstanceLabels labels = instance.labels();
        return labels.uid().equals(service.uid()) && labels.template().equals(service.template())
                && labels.slot() < service.scale() && labels.generation() >= service.restartGeneration()
                && labels.incarnation() > slot.incarnation() && !entry.dismissed.contains(instance.id())
                && !instance.finishedAt().orElseThrow().isBefore(service.resetAt().at()) && !service.deleting();
    }

    private SlotRecord ended(ServiceEntry entry, ServiceRecord service, SlotRecord slot, ObservedInstance instance) {
        Exit exit = instance.exit().orElseThrow();
        Optional<String> why = Optional.ofNullable(entry.condemned.get(instance.id()));
        SlotRecord after = CrashLedger.ended(slot, instance.labels().incarnation(), service.spec().restart(),
                instance.startedAt(), instance.finishedAt().orElseThrow(), exit, why, random);
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
