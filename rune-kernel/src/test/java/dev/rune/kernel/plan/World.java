package dev.rune.kernel.plan;

import dev.rune.kernel.record.OperationRecord;
import dev.rune.kernel.record.RevisionRecord;
import dev.rune.kernel.record.Scaling;
import dev.rune.kernel.record.ServiceRecord;
import dev.rune.kernel.record.SlotRecord;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spec.ServiceSpec;
import dev.rune.kernel.spi.runner.InstanceLabels;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceId;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A little world in which plans come true, step by step and in any order. What a plan may never do is checked with every
 * plan.
 */
final class World {
    static final SectionType<ServiceSpec> SPEC = SectionType.of(MethodHandles.lookup(), ServiceSpec.class);

    private static final Duration LONG = Duration.ofMinutes(20);

    /** What instances of a template do. */
    enum Nature {
        /** They get ready. */
        GOOD,
        /** They run and never get ready. */
        NEVER_READY,
        /** They end by themselves. */
        CRASHING
    }

    /** An instance of it. */
    private static final class Being {
        private final InstanceLabels labels;
        private Instant since;
        private boolean alive = true;
        private boolean failing;
        private Readiness readiness = Readiness.UNREADY;
        private Operation operation = Operation.STARTING;

        Being(InstanceLabels labels, Instant since) {
            this.labels = labels;
            this.since = since;
        }
    }

    private final Map<InstanceId, Being> beings = new LinkedHashMap<>();
    private final Map<Integer, SlotRecord> slots = new HashMap<>();
    private final Map<Long, RevisionRecord> revisions = new HashMap<>();
    private final Map<String, Nature> natures = new HashMap<>();
    private final Random random;
    private final boolean exclusive;
    private boolean freshFail;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private ServiceRecord service;

    World(long seed, int scale, int surge, int unavailable, boolean recreate, boolean exclusive) {
        this.random = new Random(seed);
        this.exclusive = exclusive;
        become(ServiceRecord.create("uid", spec(surge, unavailable, recreate, "rollback"), "fake", "t1", Map.of(),
                scale, now));
    }

    private static ServiceSpec spec(int surge, int unavailable, boolean recreate, String onFailure) {
        Mapping strategy = Mapping
                .of(Map.of("type", Scalar.of(recreate ? "recreate" : "rolling"), "maxSurge", Scalar.of(surge),
                        "maxUnavailable", Scalar.of(unavailable), "onFailure", Scalar.of(onFailure),
                        "progressDeadlineSeconds", Scalar.of(86_400)));
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

    private void become(ServiceRecord next) {
        service = next;
        revisions.put(next.revision().number(), next.revision());
    }

    /** A cast of another template, whose instances are of that nature, and perhaps of another scale. */
    void cast(String template, Nature nature, int scale) {
        natures.put(template, nature);
        // The runner's word makes it another spec; nobody looks at it here.
        ServiceSpec spec = service.spec();
        become(service.withSpec(spec, "fake-" + template, template, scale, "cast", now));
    }

    void newTemplate(String template) {
        cast(template, Nature.GOOD, service.places());
    }

    void scale(int scale) {
        scale(scale, Scaling.IMMEDIATE);
    }

    void scale(int scale, Scaling how) {
        if (scale != service.scale()) {
            become(service.withScale(scale, "scale", how, now));
        }
    }

    void cancel() {
        if (service.operations().scaling().isPresent()) {
            become(service.withCancel(now));
        }
    }

    void pause() {
        if (service.operations().ongoing().findAny().isPresent()) {
            become(service.withPause(now));
        }
    }

    void resume() {
        if (service.operations().ongoing().anyMatch(OperationRecord::paused)) {
            become(service.withResume(now));
        }
    }

    void restart(boolean rolling) {
        become(service.withRestart(rolling, now));
    }

    void delete() {
        become(service.withDeletion(false, now));
    }

    /** From now on new instances in places that were not open before do not get ready. */
    void newcomersFail() {
        freshFail = true;
    }

    /** All templates are good from now on. */
    void healAll() {
        natures.clear();
        freshFail = false;
        beings.values().forEach(being -> being.failing = false);
    }

    /** The daemon dies and another comes: what was being started is there or not, and nobody has been asked yet. */
    void daemonDies() {
        List.copyOf(beings.entrySet()).forEach(entry -> {
            Being being = entry.getValue();
            if (being.operation == Operation.STARTING && random.nextBoolean()) {
                beings.remove(entry.getKey());
            }
            being.operation = Operation.NONE;
            being.readiness = being.alive ? Readiness.UNDECIDED : Readiness.UNREADY;
        });
    }

    void passTime(Duration time) {
        now = now.plus(time);
    }

    Situation situation() {
        List<Fact> facts = new ArrayList<>();
        beings.forEach((id, being) -> facts.add(new Fact(id, being.labels, being.alive, being.operation,
                being.alive ? being.readiness : Readiness.UNREADY,
                being.failing && being.alive ? Optional.of("no answer") : Optional.empty(), Optional.empty(),
                being.since)));
        Map<Integer, SlotRecord> remembered = new HashMap<>();
        slots.forEach((number, slot) -> remembered.put(number, slot.since(service.marks().reset())));
        return new Situation(service, remembered, facts, Optional.of(Instant.EPOCH), true, exclusive, false, now);
    }

    Plan plan() {
        return Planner.plan(situation());
    }

    /** Lets what goes on go on, as the reconcile loop does: what was decided is stored before it is acted upon. */
    private void turn() {
        Situation situation = situation();
        boolean works = beings.values().stream().anyMatch(being -> being.alive && being.readiness == Readiness.READY
                && being.labels.template().equals(service.template()));
        Situation proven = service.proven() || !works ? situation : situation.with(service.withProof());
        ServiceRecord next = Course.next(proven, number -> Optional.ofNullable(revisions.get(number))).service();
        if (!next.equals(service)) {
            become(next);
            turn();
        }
    }

    /** Takes up every step of the plan; they end later, one by one. */
    Plan act() {
        now = now.plusMillis(10);
        turn();
        Situation before = situation();
        Plan plan = Planner.plan(before);
        checkBounds(before, plan);
        for (Step step : plan.steps()) {
            switch (step) {
                case Step.Start start -> {
                    if (beings.put(start.id(), new Being(start.labels(), now)) != null) {
                        throw new AssertionError("id used again: " + start);
                    }
                }
                case Step.Stop stop -> being(stop.id()).operation = Operation.STOPPING;
                case Step.Remove remove -> being(remove.id()).operation = Operation.REMOVING;
            }
        }
        return plan;
    }

    private Being being(InstanceId id) {
        return Objects.requireNonNull(beings.get(id));
    }

    /** Whatever has happened: starts never make too many, and what is merely outdated never leaves too few. */
    private void checkBounds(Situation situation, Plan plan) {
        long starts = plan.steps().stream().filter(Step.Start.class::isInstance).count();
        int places = service.places();
        if (starts > 0 && alive() + starts > places + situation.surge()) {
            throw new AssertionError(starts + " starts beside " + alive() + " alive: more than " + places + " + "
                    + situation.surge() + "; " + situation);
        }
        long lost = plan.steps().stream().filter(step -> step instanceof Step.Stop stop
                && stop.reason().equals("replaced by a new version")
                && being(stop.id()).readiness == Readiness.READY).count();
        if (lost > 0 && !situation.recreate() && serving() - lost < places - situation.unavailable()) {
            throw new AssertionError(lost + " of " + serving() + " ready are stopped: fewer than " + places + " - "
                    + situation.unavailable() + "; " + situation);
        }
    }

    /** Lets one thing that is under way come true. */
    void happen() {
        List<Map.Entry<InstanceId, Being>> open = beings.entrySet().stream()
                .filter(entry -> entry.getValue().operation != Operation.NONE || mayChange(entry.getValue())).toList();
        if (open.isEmpty()) {
            return;
        }
        Map.Entry<InstanceId, Being> entry = open.get(random.nextInt(open.size()));
        Being being = entry.getValue();
        switch (being.operation) {
            case STARTING -> being.operation = Operation.NONE;
            case STOPPING -> {
                being.alive = false;
                being.since = now;
                being.operation = Operation.NONE;
            }
            case REMOVING -> beings.remove(entry.getKey());
            case NONE -> live(being);
        }
    }

    private boolean mayChange(Being being) {
        return being.alive && switch (nature(being)) {
            case GOOD -> being.readiness != Readiness.READY;
            case NEVER_READY -> !being.failing;
            case CRASHING -> true;
        };
    }

    private void live(Being being) {
        switch (nature(being)) {
            case GOOD -> being.readiness = Readiness.READY;
            case NEVER_READY -> {
                being.readiness = Readiness.UNREADY;
                being.failing = true;
            }
            case CRASHING -> end(being);
        }
    }

    private Nature nature(Being being) {
        boolean newcomer = service.operations().scaling().filter(it -> being.labels.slot() >= it.from()).isPresent();
        return freshFail && newcomer
                ? Nature.NEVER_READY
                : natures.getOrDefault(being.labels.template(), Nature.GOOD);
    }

    /** One living instance ends by itself; its place remembers it. */
    void crash() {
        List<Being> living = beings.values().stream().filter(b -> b.alive && b.operation == Operation.NONE).toList();
        if (!living.isEmpty()) {
            end(living.get(random.nextInt(living.size())));
        }
    }

    private void end(Being being) {
        being.alive = false;
        being.since = now;
        int number = being.labels.slot();
        if (being.labels.template().equals(service.template()) && number < service.places()) {
            SlotRecord slot = slots.getOrDefault(number, SlotRecord.fresh(number)).since(service.marks().reset());
            slots.put(number, CrashLedger.ended(slot, being.labels.incarnation(), service.generation(),
                    service.spec().restart(), being.since, now, Exit.code(1), Optional.empty(), random));
        }
    }

    /** A living instance that was ready is not any more, or the other way round. */
    void verdict() {
        List<Being> living = beings.values().stream().filter(b -> b.alive && b.operation == Operation.NONE).toList();
        if (!living.isEmpty()) {
            Being being = living.get(random.nextInt(living.size()));
            being.readiness = being.readiness == Readiness.READY ? Readiness.UNREADY : Readiness.READY;
        }
    }

    int alive() {
        return (int) beings.values().stream().filter(b -> b.alive).count();
    }

    int aliveOf(String template) {
        return (int) beings.values().stream().filter(b -> b.alive && b.labels.template().equals(template)).count();
    }

    /** The ids of what lives. */
    Set<InstanceId> living() {
        return beings.entrySet().stream().filter(entry -> entry.getValue().alive).map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Ready, and not told to stop. */
    int serving() {
        return (int) beings.values().stream()
                .filter(b -> b.alive && b.readiness == Readiness.READY && b.operation != Operation.STOPPING).count();
    }

    boolean settled() {
        return beings.values().stream().allMatch(b -> b.operation == Operation.NONE && !mayChange(b))
                && plan().steps().isEmpty()
                && service.operations().ongoing().findAny().isEmpty();
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
            if (random.nextInt(20) == 0) {
                passTime(LONG);
            }
        }
        throw new AssertionError("never settled: " + situation() + " " + plan());
    }
}
