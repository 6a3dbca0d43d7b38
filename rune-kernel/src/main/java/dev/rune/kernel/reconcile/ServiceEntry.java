package dev.rune.kernel.reconcile;

import dev.rune.kernel.plan.Operation;
import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.record.SlotRecord;
import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spi.runner.InstanceLabels;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.status.InstanceId;
import dev.rune.kernel.status.ServiceStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What this daemon knows of one service beyond what is stored. Where nothing else is said, written by the service's own
 * pass only.
 */
final class ServiceEntry {
    /** An operation that has begun and not ended. */
    record InFlight(Operation operation, InstanceLabels labels) {}

    /** How an operation ended, reported to the next pass: without a problem its effect should be seen. */
    record Outcome(InstanceId id, Operation operation, InstanceLabels labels, Optional<Problem> problem, Instant at) {}

    /** A start that did not succeed, reported to the next pass. */
    record FailedStart(InstanceLabels labels, Problem problem, Instant at) {}

    /** Something in which the host was at fault: tried again later, counted against nobody. */
    record Retry(int attempts, Instant until, String message) {}

    final ServiceRef ref;
    /** Put by the pass, removed by the end of the operation. */
    final Map<InstanceId, InFlight> inFlight = new ConcurrentHashMap<>();
    /** Filled by the ends of operations, emptied by the pass. */
    final Queue<FailedStart> failedStarts = new ConcurrentLinkedQueue<>();
    /** Instances that this daemon began to start; all others were found. Read by anybody. */
    final Set<InstanceId> started = ConcurrentHashMap.newKeySet();
    /** The last lines of what failed last in a place. Written by whoever read them. */
    final Map<Integer, String> lastOutput = new ConcurrentHashMap<>();
    /** Filled by the ends of operations, emptied by the pass. */
    final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
    /** Places that changed and are not in the store yet. */
    final Map<Integer, SlotRecord> unkept = new HashMap<>();
    /** Places in which the host could not start an instance. */
    final Map<Integer, Retry> retries = new HashMap<>();
    /** Instances that the host could not stop or remove. */
    final Map<InstanceId, Retry> resisting = new HashMap<>();
    /** Instances that were told to stop and are well, so that their end is no failure. */
    final Set<InstanceId> dismissed = new HashSet<>();
    /** Instances that were told to stop because their liveness failed, and why. */
    final Map<InstanceId, String> condemned = new HashMap<>();
    /** Ended instances that were looked at. */
    final Set<InstanceId> counted = new HashSet<>();
    /** The generation since which what had trouble waits. */
    private long lastReset;
    Optional<Instant> waitingSince = Optional.empty();
    /** Since when nothing outside hinders the service, as far as this daemon knows. */
    Optional<Instant> freeSince = Optional.empty();
    /** Read by anybody. */
    volatile Optional<Instant> unreachableSince = Optional.empty();
    /** Why, in the runner's words; empty while it answers. */
    String unreachableWhy = "";
    /** Whose the instances are, by the type words of their runners. Written by the pass, read by anybody. */
    final Map<InstanceId, String> origins = new ConcurrentHashMap<>();
    /** Earlier runners of the service that could not be asked last, and why. Written by the pass, read by anybody. */
    final Map<String, String> silent = new ConcurrentHashMap<>();
    /** What other hands did to living instances, as it was told last. */
    final Map<InstanceId, String> remarks = new HashMap<>();
    int passFailures;
    /** Read by anybody. */
    volatile List<ObservedInstance> observed = List.of();
    /** Read by anybody; empty until the first pass. */
    volatile Optional<ServiceStatus> status = Optional.empty();

    ServiceEntry(ServiceRef ref) {
        this.ref = ref;
    }

    /** Notes whether something outside hinders the service. */
    void hinderedUnless(boolean free, Instant now) {
        freeSince = free ? freeSince.or(() -> Optional.of(now)) : Optional.empty();
    }

    /** The operations that have ended since the last pass. */
    List<Outcome> takeOutcomes() {
        List<Outcome> taken = new ArrayList<>();
        for (Outcome outcome = outcomes.poll(); outcome != null; outcome = outcomes.poll()) {
            taken.add(outcome);
        }
        return taken;
    }

    /** What had trouble with the host before the generation {@code reset} is tried again at once. */
    void startAnewSince(long reset) {
        if (reset != lastReset) {
            retries.clear();
            resisting.clear();
            lastReset = reset;
        }
    }

    /** Keeps nothing about instances that are no longer there. */
    void forgetAllBut(Set<InstanceId> present) {
        resisting.keySet().retainAll(present);
        started.retainAll(present);
        dismissed.retainAll(present);
        condemned.keySet().retainAll(present);
        counted.retainAll(present);
        remarks.keySet().retainAll(present);
        origins.keySet().retainAll(present);
    }
}
