package dev.rune.kernel.reconcile;

import dev.rune.kernel.plan.InstanceIds;
import dev.rune.kernel.plan.Operation;
import dev.rune.kernel.plan.Progress;
import dev.rune.kernel.record.OperationRecord;
import dev.rune.kernel.record.ServiceRecord;
import dev.rune.kernel.record.SlotRecord;
import dev.rune.kernel.status.Condition;
import dev.rune.kernel.status.InstanceState;
import dev.rune.kernel.status.InstanceStatus;
import dev.rune.kernel.status.Rollout;
import dev.rune.kernel.status.ServicePhase;
import dev.rune.kernel.status.ServiceStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Says what is the case with a service, from what a pass has gathered. Pure. */
final class StatusMaker {
    private final View view;
    private final ServiceEntry entry;
    private final String node;
    private final ServiceRecord service;
    /** Instances wanted in the end, and places that are open now. */
    private final int desired;
    private final int places;
    private final Map<Integer, View.Seen> currents = new HashMap<>();

    private StatusMaker(View view, ServiceEntry entry, String node) {
        this.view = view;
        this.entry = entry;
        this.node = node;
        this.service = view.service();
        this.desired = service.deleting() ? 0 : service.scale();
        this.places = service.deleting() ? 0 : service.places();
        view.instances().stream().filter(seen -> seen.alive() && view.current(seen))
                .forEach(seen -> currents.merge(seen.labels().slot(), seen, (a, b) -> a.ready() ? a : b));
    }

    static ServiceStatus make(View view, ServiceEntry entry, String node) {
        return new StatusMaker(view, entry, node).make();
    }

    private ServiceStatus make() {
        int alive = (int) view.instances().stream().filter(View.Seen::alive).count();
        int ready = (int) view.instances().stream().filter(View.Seen::ready).count();
        ServicePhase phase = phase(alive, ready);
        return new ServiceStatus(desired, ready, alive, service.lastScaling().at().at(), service.lastScaling().reason(),
                phase, reason(phase), message(phase), service.generation(), observedGeneration(), rollout(),
                conditions(phase, ready), instances());
    }

    /** A generation is claimed only when it was acted upon: the runner answers, and who comes from outside is let in. */
    private long observedGeneration() {
        return view.blocked().or(view::unreachable).isEmpty() && view.routed()
                ? service.generation()
                : entry.status.map(ServiceStatus::observedGeneration).orElse(0L);
    }

    private ServicePhase phase(int alive, int ready) {
        if (service.deleting()) {
            return ServicePhase.DELETING;
        }
        if (alive == 0 && (places == 0 && desired == 0 || allCompleted())) {
            return ServicePhase.STOPPED;
        }
        if (desired > 0 && ready == 0 && (view.late() || view.blocked().isPresent() || everySlotFails())) {
            return ServicePhase.FAILED;
        }
        if (desired > 0 && ready >= desired) {
            return ServicePhase.RUNNING;
        }
        return desired > 0 && (ready > 0 || service.proven()) ? ServicePhase.DEGRADED : ServicePhase.PENDING;
    }

    private boolean allCompleted() {
        return places > 0 && slots().stream().allMatch(SlotRecord::completed);
    }

    private boolean everySlotFails() {
        return slots().stream().allMatch(this::fails);
    }

    private List<SlotRecord> slots() {
        List<SlotRecord> slots = new ArrayList<>();
        for (int slot = 0; slot < places; slot++) {
            slots.add(view.slots().getOrDefault(slot, SlotRecord.fresh(slot)));
        }
        return slots;
    }

    private boolean fails(SlotRecord slot) {
        View.Seen current = currents.get(slot.slot());
        if (current != null && current.observed().isPresent()) {
            return current.vitals().failing();
        }
        return slot.failing() || entry.retries.containsKey(slot.slot());
    }

    private Rollout rollout() {
        Optional<String> failure = view.late()
                ? Optional.of(view.waiting())
                : view.progress().failure().map(Progress.Failure::message);
        Rollout.State state = rolloutState(failure.isPresent());
        String rest = service.operations().latest().filter(OperationRecord::paused).map(OperationRecord::message)
                .orElse("");
        return new Rollout(state, RolloutMaker.operation(service), view.progress().updated(),
                view.progress().outdated(),
                switch (state) {
                    case COMPLETE -> "";
                    case FAILED -> failure.orElseThrow();
                    case PAUSED -> rest;
                    default -> failure.orElse(progress());
                }, RolloutMaker.history(service));
    }

    private Rollout.State rolloutState(boolean failing) {
        if (service.operations().latest().filter(OperationRecord::paused).isPresent()) {
            return Rollout.State.PAUSED;
        }
        if (view.progress().complete() && service.operations().scaling().isEmpty()) {
            return Rollout.State.COMPLETE;
        }
        // A scale that grows goes back when it fails, or is to go on whatever fails.
        boolean growing = service.operations().scaling().filter(scaling -> scaling.to() > scaling.from()).isPresent();
        return failing && !growing
                ? Rollout.State.FAILED
                : Rollout.State.PROGRESSING;
    }

    private String progress() {
        return view.blocked().or(view::unreachable).orElse(view.waiting());
    }

    private String reason(ServicePhase phase) {
        return switch (phase) {
            case DELETING, RUNNING -> "";
            case STOPPED -> desired == 0 ? "ScaledToZero" : "Completed";
            case FAILED -> failedReason();
            case DEGRADED -> view.unreachable().isPresent() ? "RunnerUnreachable" : "NotAllReady";
            case PENDING ->
                desired == 0 ? "Stopping" : view.waiting().isEmpty() ? "Starting" : "WaitingForDependencies";
        };
    }

    private String failedReason() {
        if (view.late()) {
            return "DependencyTimeout";
        }
        if (view.blocked().isPresent()) {
            return "RunnerUnavailable";
        }
        return slots().stream().anyMatch(SlotRecord::unstartable) || !entry.retries.isEmpty()
                ? "CannotStart"
                : slots().stream().anyMatch(slot -> slot.streak() > 0) ? "CrashLoop" : "NotReady";
    }

    private String message(ServicePhase phase) {
        if (phase == ServicePhase.RUNNING || phase == ServicePhase.STOPPED || phase == ServicePhase.DELETING) {
            return view.blocked().or(view::unreachable).orElse("");
        }
        String trouble = view.blocked().or(view::unreachable).orElse(view.waiting());
        return trouble.isEmpty()
                ? slots().stream().filter(this::fails).findFirst().map(this::trouble).orElse("")
                : trouble;
    }

    private String trouble(SlotRecord slot) {
        ServiceEntry.Retry retry = entry.retries.get(slot.slot());
        if (retry != null) {
            return retry.message() + "; next attempt at " + retry.until();
        }
        View.Seen current = Optional.ofNullable(currents.get(slot.slot())).filter(seen -> seen.observed().isPresent())
                .orElse(null);
        String output = entry.lastOutput.getOrDefault(slot.slot(), "");
        String what = current != null ? current.id().name() + ": " + current.vitals().message() : slot.told();
        return what + (output.isEmpty() || slot.lastFailure().isEmpty() ? "" : "\nits last output:\n" + output);
    }

    private List<Condition> conditions(ServicePhase phase, int ready) {
        return List.of(
                condition("Ready", phase == ServicePhase.RUNNING, phase.word(), ready + " of " + desired + " ready"),
                condition("DependenciesMet", view.waiting().isEmpty(), view.waiting().isEmpty() ? "Met" : "Waiting",
                        view.waiting()),
                condition("RunnerReachable", view.unreachable().isEmpty() && view.blocked().isEmpty(),
                        view.unreachable().isPresent()
                                ? "Unreachable"
                                : view.blocked().isPresent() ? "Unavailable" : "Reachable",
                        view.blocked().or(view::unreachable).orElse("")));
    }

    private Condition condition(String type, boolean holds, String reason, String message) {
        Instant since = entry.status.stream().flatMap(status -> status.conditions().stream())
                .filter(before -> before.type().equals(type) && before.holds() == holds).map(Condition::since)
                .findFirst()
                .orElse(view.now());
        return new Condition(type, holds, reason, message, since);
    }

    private List<InstanceStatus> instances() {
        List<InstanceStatus> statuses = new ArrayList<>();
        view.instances().stream().filter(View.Seen::alive)
                .sorted(Comparator.comparingInt((View.Seen seen) -> seen.labels().slot())
                        .thenComparingLong(seen -> seen.labels().incarnation()))
                .forEach(seen -> statuses.add(status(seen)));
        slots().stream().filter(slot -> currents.get(slot.slot()) == null && !slot.completed() && desired > 0)
                .forEach(slot -> statuses.add(waiting(slot)));
        statuses.sort(Comparator.comparingInt(InstanceStatus::slot));
        view.instances().stream().filter(seen -> !seen.alive())
                .sorted(Comparator
                        .comparing((View.Seen seen) -> seen.observed().orElseThrow().finishedAt().orElseThrow())
                        .reversed())
                .forEach(seen -> statuses.add(status(seen)));
        return statuses;
    }

    private InstanceStatus status(View.Seen seen) {
        SlotRecord slot = view.slots().getOrDefault(seen.labels().slot(), SlotRecord.fresh(seen.labels().slot()));
        return new InstanceStatus(seen.id(), state(seen), seen.ready(), seen.labels().slot(),
                seen.labels().generation(),
                view.current(seen), seen.observed().map(o -> o.pid()).orElse(OptionalLong.empty()),
                seen.observed().flatMap(o -> o.containerId()),
                seen.observed().map(o -> o.endpoints()).orElse(List.of()),
                node, slot.restarts(), seen.observed().flatMap(o -> o.exit()), slot.lastFailure(), Optional.empty(),
                seen.observed().map(o -> o.startedAt()), seen.observed().flatMap(o -> o.finishedAt()),
                view.stale(seen), seen.alive() && !seen.ready() ? seen.vitals().message() : "");
    }

    private static InstanceState state(View.Seen seen) {
        if (!seen.alive()) {
            return seen.failed() ? InstanceState.FAILED : InstanceState.STOPPED;
        }
        if (seen.operation() == Operation.STOPPING) {
            return InstanceState.STOPPING;
        }
        if (seen.ready()) {
            return InstanceState.RUNNING;
        }
        return seen.vitals().readyOnce() || seen.vitals().failing() ? InstanceState.UNHEALTHY : InstanceState.STARTING;
    }

    /** A place with nobody in it, as the instance it waits for. */
    private InstanceStatus waiting(SlotRecord slot) {
        Optional<ServiceEntry.Retry> retry = Optional.ofNullable(entry.retries.get(slot.slot()));
        String message = retry.map(ServiceEntry.Retry::message).orElse(view.waiting());
        long last = view.instances().stream().filter(seen -> seen.labels().slot() == slot.slot())
                .mapToLong(seen -> seen.labels().incarnation()).max().orElse(0);
        return new InstanceStatus(InstanceIds.of(service, InstanceIds.next(service, slot, last)),
                fails(slot) ? InstanceState.FAILED : InstanceState.PENDING, false, slot.slot(), service.generation(),
                true,
                OptionalLong.empty(), Optional.empty(), List.of(), node, slot.restarts(), Optional.empty(),
                slot.lastFailure(),
                retry.map(ServiceEntry.Retry::until).or(() -> slot.nextAttemptAt().map(m -> m.at())),
                Optional.empty(), Optional.empty(), false, message);
    }
}
