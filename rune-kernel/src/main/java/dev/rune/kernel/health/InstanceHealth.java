package dev.rune.kernel.health;

import dev.rune.kernel.schedule.Scheduler;
import dev.rune.kernel.plan.Readiness;
import dev.rune.kernel.spec.Health;
import dev.rune.kernel.spec.ProbeSpec;
import dev.rune.kernel.spi.probe.Verdict;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.status.ProbeStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The probes of one instance. Safe for use by many threads: its own lock guards it. */
final class InstanceHealth {
    /** Without a probe an instance is ready once it has been up for so long (product §1.2). */
    private static final Duration UNPROBED_UPTIME = Duration.ofSeconds(1);
    /** Until its first readiness an instance is asked at least so often, and more often at the very start. */
    private static final Duration EAGER_INTERVAL = Duration.ofSeconds(1);
    private static final Duration FIRST_INTERVAL = Duration.ofMillis(25);

    private final Scheduler scheduler;
    private final ProbeRunner probes;
    private final Runnable nudge;
    private final ObservedInstance instance;
    private final boolean adopted;
    /** From when on it has time to get ready: a runner may date a start by when it began to make the instance. */
    private final Instant since;
    private final List<Check> checks = new ArrayList<>();
    private Health spec;
    private boolean readyOnce;
    private boolean closed;

    /** One probe with its schedule. */
    private static final class Check {
        private final ProbeRole role;
        private final ProbeSpec spec;
        private final Tally tally;
        private Duration eager = FIRST_INTERVAL;
        private Scheduler.Cancellation next = () -> {};
        private boolean cancelled;

        Check(ProbeRole role, ProbeSpec spec) {
            this.role = role;
            this.spec = spec;
            this.tally = new Tally(spec);
        }
    }

    InstanceHealth(Scheduler scheduler, ProbeRunner probes, ObservedInstance instance, boolean adopted, Health spec,
            Runnable nudge) {
        this.scheduler = scheduler;
        this.probes = probes;
        this.instance = instance;
        this.adopted = adopted;
        Instant now = scheduler.clock().instant();
        this.since = adopted || now.isBefore(instance.startedAt()) ? instance.startedAt() : now;
        this.spec = spec;
        this.nudge = nudge;
        begin();
    }

    /** Goes on with other probes, where they are others; what was ready once stays so. */
    synchronized void apply(Health latest) {
        if (!latest.equals(spec)) {
            cancel();
            spec = latest;
            begin();
        }
    }

    synchronized void close() {
        closed = true;
        cancel();
    }

    synchronized Vitals vitals() {
        Instant now = scheduler.clock().instant();
        Optional<Check> decisive = checks.stream().filter(check -> check.role.decidesReadiness()).findFirst();
        if (decisive.isEmpty()) {
            return unprobed(now);
        }
        Check check = decisive.get();
        Instant graceEnd = since.plus(check.spec.startGrace());
        boolean inGrace = !readyOnce && now.isBefore(graceEnd);
        Readiness readiness = check.tally.passing()
                ? Readiness.READY
                : adopted && !check.tally.asked() ? Readiness.UNDECIDED : Readiness.UNREADY;
        // What an earlier daemon started may have been ready before: it has failed when it fails, not when it is late.
        boolean late = !adopted && !readyOnce && !inGrace && readiness == Readiness.UNREADY;
        return new Vitals(readiness, readyOnce, !inGrace && (check.tally.failed() || late), condemned(now),
                check.tally.lastMessage(), inGrace ? Optional.of(graceEnd) : Optional.empty());
    }

    synchronized List<ProbeStatus> statuses() {
        return checks.stream().map(check -> new ProbeStatus(instance.id(), check.role.word(), check.spec.type(),
                check.tally.passing(), check.tally.successes(), check.tally.failures(), check.tally.attempts()))
                .toList();
    }

    private Vitals unprobed(Instant now) {
        Instant readyAt = since.plus(UNPROBED_UPTIME);
        boolean up = instance.state() == ObservedInstance.State.RUNNING && !now.isBefore(readyAt);
        readyOnce |= up;
        return new Vitals(up ? Readiness.READY : Readiness.UNREADY, readyOnce, false, condemned(now),
                up ? "" : "up for less than a second", up ? Optional.empty() : Optional.of(readyAt));
    }

    private Optional<String> condemned(Instant now) {
        return checks.stream().filter(check -> check.role.decidesLiveness() && check.tally.failed())
                .filter(check -> readyOnce || !now.isBefore(since.plus(check.spec.startGrace())))
                .map(check -> "liveness failed: " + check.tally.lastMessage()).findFirst();
    }

    private void begin() {
        spec.readiness().ifPresent(readiness -> checks.add(new Check(ProbeRole.READINESS, readiness)));
        spec.liveness().ifPresent(liveness -> checks
                .add(new Check(spec.readiness().isPresent() ? ProbeRole.LIVENESS : ProbeRole.BOTH, liveness)));
        for (Check check : checks) {
            Duration delay = Duration.between(scheduler.clock().instant(),
                    since.plus(check.spec.initialDelay()));
            schedule(check, delay.isNegative() || adopted ? Duration.ZERO : delay);
        }
    }

    private void cancel() {
        checks.forEach(check -> {
            check.cancelled = true;
            check.next.cancel();
        });
        checks.clear();
    }

    private void schedule(Check check, Duration delay) {
        check.next = scheduler.schedule(delay, () -> attempt(check));
    }

    private void attempt(Check check) {
        synchronized (this) {
            if (closed || check.cancelled) {
                return;
            }
        }
        Instant begun = scheduler.clock().instant();
        Verdict verdict = probes.attempt(check.spec, instance);
        boolean changed;
        synchronized (this) {
            if (closed || check.cancelled) {
                return;
            }
            boolean passed = check.tally.passing();
            boolean failed = check.tally.failed();
            Duration latency = Duration.between(begun, scheduler.clock().instant());
            boolean first = !check.tally.asked();
            check.tally.add(verdict, begun, latency);
            if (check.role.decidesReadiness() && check.tally.passing()) {
                readyOnce = true;
            }
            changed = first || passed != check.tally.passing() || failed != check.tally.failed();
            schedule(check, interval(check));
        }
        if (changed) {
            nudge.run();
        }
    }

    private Duration interval(Check check) {
        Duration regular = check.spec.interval();
        if (readyOnce) {
            return regular;
        }
        Duration eager = check.eager;
        check.eager = shorter(EAGER_INTERVAL, eager.multipliedBy(2));
        return shorter(regular, eager);
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
