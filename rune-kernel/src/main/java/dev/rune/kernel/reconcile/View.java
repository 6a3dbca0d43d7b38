package dev.rune.kernel.reconcile;

import dev.rune.kernel.health.Vitals;
import dev.rune.kernel.plan.Operation;
import dev.rune.kernel.plan.Progress;
import dev.rune.kernel.plan.Readiness;
import dev.rune.kernel.record.ServiceRecord;
import dev.rune.kernel.record.SlotRecord;
import dev.rune.kernel.spi.runner.InstanceLabels;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.status.InstanceId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a pass has gathered, for the status.
 *
 * @param service      what is desired
 * @param slots        what each place remembers since the last reset
 * @param instances    the living, those being started, and the ended
 * @param progress     how far it is
 * @param waiting      for which dependencies it waits; empty for none
 * @param late         whether it has waited too long
 * @param unreachable  why the runner does not answer; empty while it does
 * @param blocked      why the runner cannot work at all; empty where it can
 * @param routed       whether its route is as it should be, as far as anybody knows when it will be
 * @param content      the versions of secrets and configmaps that it should run with; empty for none
 * @param now          what time it is
 */
record View(ServiceRecord service, Map<Integer, SlotRecord> slots, List<Seen> instances, Progress progress,
        String waiting, boolean late, Optional<String> unreachable, Optional<String> blocked, boolean routed,
        String content, Instant now) {
    /**
     * One instance.
     *
     * @param id        its id
     * @param labels    what it was started with
     * @param observed  what its runner says; empty while it is being started for the first time
     * @param operation what is being done to it
     * @param vitals    how well it is
     * @param failed    whether its end was a failure
     */
    record Seen(InstanceId id, InstanceLabels labels, Optional<ObservedInstance> observed, Operation operation,
            Vitals vitals, boolean failed) {
        boolean alive() {
            return observed.map(ObservedInstance::alive).orElse(true);
        }

        boolean ready() {
            return alive() && operation != Operation.STOPPING
                    && vitals.readiness() == Readiness.READY;
        }
    }

    /** Whether {@code seen} runs with an earlier version of a secret or configmap. */
    boolean stale(Seen seen) {
        return seen.alive() && seen.observed().isPresent() && !content.isEmpty()
                && !seen.labels().content().isEmpty() && !seen.labels().content().equals(content);
    }

    /** Whether {@code seen} is of the latest template and stays. */
    boolean current(Seen seen) {
        return current(service, seen);
    }

    /** Whether {@code seen} is of the latest template of {@code service} and stays. */
    static boolean current(ServiceRecord service, Seen seen) {
        return seen.labels().template().equals(service.template()) && seen.labels().uid().equals(service.uid())
                && seen.labels().generation() >= Math.max(service.marks().rolling(), service.marks().restart());
    }
}
