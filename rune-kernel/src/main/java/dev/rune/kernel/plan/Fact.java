package dev.rune.kernel.plan;

import dev.rune.kernel.record.ServiceRecord;
import dev.rune.kernel.spi.runner.InstanceLabels;
import dev.rune.kernel.status.InstanceId;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of one instance.
 *
 * @param id        its id
 * @param labels    what it was started with
 * @param alive     whether it has not ended; an instance that is being started counts as alive
 * @param operation what is being done to it
 * @param readiness whether it may get traffic
 * @param failing   why it counts as failed: it is past its failure threshold; empty where it does not
 * @param condemned why it must be replaced though it lives: its liveness failed; empty where it need not
 * @param since     when it was started, or when it ended
 */
public record Fact(InstanceId id, InstanceLabels labels, boolean alive, Operation operation, Readiness readiness,
        Optional<String> failing, Optional<String> condemned, Instant since) {
    /** Whether it may get traffic. */
    boolean ready() {
        return readiness == Readiness.READY;
    }

    /** Whether it is not made of what {@code service} is made of now. */
    boolean outdated(ServiceRecord service) {
        return !labels.template().equals(service.template()) || !labels.uid().equals(service.uid())
                || labels.generation() < service.marks().rolling() || beforeRestart(service);
    }

    /** Whether it must end before any new instance of {@code service} begins. */
    boolean beforeRestart(ServiceRecord service) {
        return labels.generation() < service.marks().restart();
    }

    /** Whether it lives and nobody has told it to stop. */
    boolean staying() {
        return alive && operation != Operation.STOPPING;
    }
}
