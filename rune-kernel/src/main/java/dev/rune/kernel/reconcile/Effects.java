package dev.rune.kernel.reconcile;

import dev.rune.kernel.event.EventLog;
import dev.rune.kernel.schedule.Scheduler;
import dev.rune.kernel.plan.Operation;
import dev.rune.kernel.plan.Step;
import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.record.ServiceRecord;
import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spi.runner.InstanceLabels;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.spi.runner.LogLine;
import dev.rune.kernel.spi.runner.LogQuery;
import dev.rune.kernel.spi.runner.LogReader;
import dev.rune.kernel.spi.runner.Runner;
import dev.rune.kernel.spi.runner.Workload;
import dev.rune.kernel.status.Event.Severity;
import dev.rune.kernel.status.InstanceId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;

/** Does the steps of a plan beside each other and nudges the loop when one has ended. */
final class Effects {
    /** Starts that run at once; more would only make each of them slower. */
    private static final int CONCURRENT_STARTS = 64;
    private static final int OUTPUT_LINES = 5;

    private final Scheduler scheduler;
    private final EventLog events;
    private final Mounts mounts;
    private final Exposures exposures;
    private final Function<InstanceId, Runner> runners;
    private final Consumer<ServiceRef> nudge;
    private final Semaphore starts = new Semaphore(CONCURRENT_STARTS);

    /** @param runners gives the runner of an instance that there is */
    Effects(Scheduler scheduler, EventLog events, Mounts mounts, Exposures exposures,
            Function<InstanceId, Runner> runners, Consumer<ServiceRef> nudge) {
        this.scheduler = scheduler;
        this.events = events;
        this.mounts = mounts;
        this.exposures = exposures;
        this.runners = runners;
        this.nudge = nudge;
    }

    /**
     * Begins {@code step}.
     *
     * @param runner   starts what is started
     * @param workload what instances are made of now; present where one is started
     */
    void begin(ServiceEntry entry, ServiceRecord service, Runner runner, Optional<Workload> workload, Step step) {
        switch (step) {
            case Step.Start start -> {
                entry.started.add(start.id());
                run(entry, start.id(), Operation.STARTING, start.labels(),
                        () -> start(runner, service, start, workload.orElseThrow()));
            }
            case Step.Stop stop -> {
                events.instance(Severity.NORMAL, stop.id(), "Stopping", stop.reason());
                boolean drains = !entry.condemned.containsKey(stop.id());
                InstanceLabels labels = labels(entry, stop.id());
                underWay(entry, stop.id(), new ServiceEntry.InFlight(Operation.STOPPING, labels),
                        () -> exposures.leave(service, stop.id(), drains, () -> run(entry, stop.id(),
                                Operation.STOPPING, labels, () -> runners.apply(stop.id()).stop(stop.id(),
                                        service.spec().stop()))));
            }
            case Step.Remove remove -> run(entry, remove.id(), Operation.REMOVING, labels(entry, remove.id()),
                    () -> runners.apply(remove.id()).remove(remove.id()));
        }
    }

    /** Reads the last lines of an instance that failed, for the status. */
    void readLastOutput(ServiceEntry entry, InstanceId id, int slot) {
        scheduler.execute(() -> {
            try (LogReader reader = runners.apply(id).logs(id, LogQuery.last(OUTPUT_LINES))) {
                StringJoiner lines = new StringJoiner("\n");
                for (Optional<LogLine> line = reader.next(); line.isPresent(); line = reader.next()) {
                    lines.add(line.get().text());
                }
                entry.lastOutput.put(slot, lines.toString());
                nudge.accept(entry.ref);
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            } catch (ProblemException none) {
                // The output only adds to the story; a runner without logs has none to add.
            }
        });
    }

    private void run(ServiceEntry entry, InstanceId id, Operation operation, InstanceLabels labels, Runnable action) {
        underWay(entry, id, new ServiceEntry.InFlight(operation, labels), () -> scheduler.execute(() -> {
            try {
                end(entry, id, operation, labels, problemOf(action));
            } finally {
                entry.inFlight.remove(id);
                nudge.accept(entry.ref);
            }
        }));
    }

    /** Where it cannot begin, it is not under way: a later pass plans it anew. */
    private static void underWay(ServiceEntry entry, InstanceId id, ServiceEntry.InFlight operation,
            Runnable beginning) {
        boolean begun = false;
        entry.inFlight.put(id, operation);
        try {
            beginning.run();
            begun = true;
        } finally {
            if (!begun) {
                entry.inFlight.remove(id);
            }
        }
    }

    private void end(ServiceEntry entry, InstanceId id, Operation operation, InstanceLabels labels,
            Optional<Problem> problem) {
        Instant now = scheduler.clock().instant();
        problem.ifPresent(p -> events.instance(Severity.WARNING, id,
                operation == Operation.STARTING ? "StartFailed" : "OperationFailed", p.message()));
        if (problem.isPresent() && operation == Operation.STARTING) {
            entry.failedStarts.add(new ServiceEntry.FailedStart(labels, problem.get(), now));
        } else {
            entry.outcomes.add(new ServiceEntry.Outcome(id, operation, labels, problem, now));
        }
    }

    private static Optional<Problem> problemOf(Runnable action) {
        try {
            action.run();
            return Optional.empty();
        } catch (ProblemException failure) {
            return Optional.of(failure.problem());
        } catch (RuntimeException | OutOfMemoryError fault) {
            return Optional.of(Problem.of(ProblemCode.PLUGIN_FAILED, fault.toString()));
        }
    }

    private void start(Runner runner, ServiceRecord service, Step.Start step, Workload workload) {
        try {
            starts.acquire();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            throw ProblemException.of(ProblemCode.UNAVAILABLE, "the daemon ends");
        }
        try {
            // Before any value is opened: this may take long.
            runner.prepare(new InstanceSpec(step.id(), step.labels(), workload, List.of()));
            InstanceSpec spec = mounts.prepare(runner, service, step.id(), step.labels(), workload);
            runner.start(spec);
            events.instance(Severity.NORMAL, spec.id(), "Started", "started in slot " + spec.labels().slot());
        } catch (ProblemException failure) {
            mounts.failed(step.id(), failure);
            throw failure;
        } finally {
            starts.release();
        }
    }

    private static InstanceLabels labels(ServiceEntry entry, InstanceId id) {
        return entry.observed.stream().filter(instance -> instance.id().equals(id)).findFirst().orElseThrow().labels();
    }
}
