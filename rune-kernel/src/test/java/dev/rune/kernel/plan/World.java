package dev.rune.kernel.plan;

import dev.rune.kernel.record.Moment;
import dev.rune.kernel.record.ServiceRecord;
import dev.rune.kernel.record.SlotRecord;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spec.ServiceSpec;
import dev.rune.kernel.spi.runner.InstanceLabels;
import dev.rune.kernel.status.InstanceId;
import java.lang.invoke.MethodHandles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A little world in which plans come true, step by step and in any order. */
final class World {
    static final SectionType<ServiceSpec> SPEC = SectionType.of(MethodHandles.lookup(), ServiceSpec.class);

    /** An instance of it. */
    private static final class Being {
        private final InstanceLabels labels;
        private final Instant since;
        private boolean alive = true;
        private Readiness readiness = Readiness.UNREADY;
        private Operation operation = Operation.STARTING;

        Being(InstanceLabels labels, Instant since) {
            this.labels = labels;
            this.since = since;
        }
    }

    private final Map<InstanceId, Being> beings = new LinkedHashMap<>();
    private final Map<Integer, SlotRecord> slots = new HashMap<>();
    private final Random random;
    private final boolean exclusive;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private ServiceRecord service;

    World(long seed, int scale, int surge, int unavailable, boolean recreate, boolean exclusive) {
        this.random = new Random(seed);
        this.exclusive = exclusive;
        Moment at = new Moment(now);
        ServiceRecord.Cause cause = new ServiceRecord.Cause("cast", at);
        this.service = new ServiceRecord("uid", spec(surge, unavailable, recreate), "fake", "t1", scale,
                Math.max(1, scale), 1,
                at, cause, cause, at, 0, 0, Optional.empty(), false, false);
    }

    private static ServiceSpec spec(int surge, int unavailable, boolean recreate) {
        Mapping strategy = Mapping
                .of(Map.of("type", Scalar.of(recreate ? "recreate" : "rolling"), "maxSurge", Scalar.of(surge),
                        "maxUnavailable", Scalar.of(unavailable)));
        return SPEC.bind(Mapping
                .of(Map.of("name", Scalar.of("api"), "namespace", Scalar.of("default"), "updateStrategy", strategy,
                        "fake", Mapping.empty())),
                "service", finding -> {
                    throw new AssertionError(finding);
                }).orElseThrow();
    }

    ServiceRecord service() {
        return service;
    }

    void newTemplate(String template) {
        service = service.withSpec(service.spec(), "fake", template, now);
    }

    void scale(int scale) {
        service = service.withScale(scale, "scale", now);
    }

    void restart(boolean rolling) {
        service = service.withRestart(rolling, now);
    }

    void delete() {
        service = service.withDeletion(false, now);
    }

    Situation situation() {
        List<Fact> facts = new ArrayList<>();
        beings.forEach(
                (id, being) -> facts.add(new Fact(id, being.labels, being.alive, being.operation, being.readiness,
                        Optional.empty(), being.since)));
        return new Situation(service, slots, facts, true, exclusive, false, now);
    }

    Plan plan() {
        return Planner.plan(situation());
    }

    /** Takes up every step of the plan; they end later, one by one. */
    Plan act() {
        now = now.plusMillis(10);
        Plan plan = plan();
        for (Step step : plan.steps()) {
            switch (step) {
                case Step.Start start -> {
                    if (beings.put(start.id(), new Being(start.labels(), now)) != null) {
                        throw new AssertionError("id used again: " + start);
                    }
                }
                case Step.Stop stop -> beings.get(stop.id()).operation = Operation.STOPPING;
                case Step.Remove remove -> beings.get(remove.id()).operation = Operation.REMOVING;
            }
        }
        return plan;
    }

    /** Lets one thing that is under way come true. */
    void happen() {
        List<Map.Entry<InstanceId, Being>> open = beings.entrySet().stream()
                .filter(e -> e.getValue().operation != Operation.NONE
                        || e.getValue().alive && e.getValue().readiness != Readiness.READY)
                .toList();
        if (open.isEmpty()) {
            return;
        }
        Map.Entry<InstanceId, Being> entry = open.get(random.nextInt(open.size()));
        Being being = entry.getValue();
        switch (being.operation) {
            case STARTING -> being.operation = Operation.NONE;
            case STOPPING -> {
                being.alive = false;
                being.operation = Operation.NONE;
            }
            case REMOVING -> beings.remove(entry.getKey());
            case NONE -> being.readiness = Readiness.READY;
        }
    }

    /** One living instance ends by itself; its place remembers it, and lets the next one in at once. */
    void crash() {
        List<Being> living = beings.values().stream().filter(b -> b.alive && b.operation == Operation.NONE).toList();
        if (!living.isEmpty()) {
            Being being = living.get(random.nextInt(living.size()));
            being.alive = false;
            slots.put(being.labels.slot(),
                    new SlotRecord(being.labels.slot(), being.labels.incarnation(), 1, 1, false, false,
                            "exit code 1", Optional.of(new Moment(now)), Optional.of(new Moment(now)), 0));
        }
    }

    int alive() {
        return (int) beings.values().stream().filter(b -> b.alive).count();
    }

    int aliveOf(String template) {
        return (int) beings.values().stream().filter(b -> b.alive && b.labels.template().equals(template)).count();
    }

    /** Ready, and not told to stop. */
    int serving() {
        return (int) beings.values().stream()
                .filter(b -> b.alive && b.readiness == Readiness.READY && b.operation != Operation.STOPPING).count();
    }

    boolean settled() {
        return beings.values().stream()
                .allMatch(b -> b.operation == Operation.NONE && (!b.alive || b.readiness == Readiness.READY))
                && plan().steps().isEmpty();
    }

    /** Lets everything come true until nothing is left to do; at most so long. */
    void settle(Runnable atEveryMoment) {
        for (int i = 0; i < 10_000; i++) {
            act();
            atEveryMoment.run();
            if (settled()) {
                return;
            }
            happen();
            atEveryMoment.run();
        }
        throw new AssertionError("never settled: " + situation() + " " + plan());
    }
}
