package dev.rune.kernel.reconcile;

import dev.rune.kernel.content.Contents;
import dev.rune.kernel.event.EventLog;
import dev.rune.kernel.health.HealthBoard;
import dev.rune.kernel.health.ProbeRunner;
import dev.rune.kernel.health.Vitals;
import dev.rune.kernel.schedule.Scheduler;
import dev.rune.kernel.plan.Course;
import dev.rune.kernel.plan.Fact;
import dev.rune.kernel.plan.Operation;
import dev.rune.kernel.plan.Plan;
import dev.rune.kernel.plan.Planner;
import dev.rune.kernel.plan.Progress;
import dev.rune.kernel.plan.Readiness;
import dev.rune.kernel.plan.Situation;
import dev.rune.kernel.plan.Step;
import dev.rune.kernel.plugin.LoadedRunner;
import dev.rune.kernel.plugin.PluginRegistry;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.queue.WorkQueue;
import dev.rune.kernel.record.Catalog;
import dev.rune.kernel.record.Moment;
import dev.rune.kernel.record.RevisionRecord;
import dev.rune.kernel.record.ServiceRecord;
import dev.rune.kernel.record.SlotRecord;
import dev.rune.kernel.section.Finding;
import dev.rune.kernel.spec.Dependency;
import dev.rune.kernel.spec.Health;
import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spec.UpdateStrategy;
import dev.rune.kernel.spi.host.RouteView;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.spi.runner.Runner;
import dev.rune.kernel.spi.runner.Workload;
import dev.rune.kernel.status.Event.Severity;
import dev.rune.kernel.status.InstanceId;
import dev.rune.kernel.status.ProbeStatus;
import dev.rune.kernel.status.Rollout;
import dev.rune.kernel.status.ServiceStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes what is the case equal to what is desired, service by service. Safe for use by many threads. */
public final class Reconciler {
    /** Every service is looked at so often even if every hint was lost. */
    private static final Duration RESYNC = Duration.ofSeconds(30);
    /** How long the ends of operations are gathered while others are still under way. */
    private static final Duration GATHERING = Duration.ofMillis(5);
    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(15);

    private final Catalog catalog;
    private final PluginRegistry plugins;
    private final Scheduler scheduler;
    private final RandomGenerator random;
    private final EventLog events;
    private final String node;
    private final Consumer<ServiceRef> changed;
    private final Map<ServiceRef, ServiceEntry> entries = new ConcurrentHashMap<>();
    private final WorkQueue<ServiceRef> queue;
    private final HealthBoard health;
    private final ProbeRunner probes;
    private final Effects effects;
    private final Accountant accountant;
    /** One for each runner, by its type. */
    private final Map<String, Listing> listings = new ConcurrentHashMap<>();
    private final Mounts mounts;
    private final Exposures exposures;
    /** What was there at the start and of which nothing was published since. */
    private final Set<ServiceRef> unseen = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> firstLook = new CompletableFuture<>();
    /** Written once, when everything is to stop. */
    private volatile boolean halted;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();

    /**
     * A loop that looks at nothing yet.
     *
     * @param contents what instances are given of secrets and configmaps
     * @param changed told each service whose status has changed or that is gone; must return at once
     */
    public Reconciler(Catalog catalog, Contents contents, PluginRegistry plugins, Scheduler scheduler,
            RandomGenerator random,
            EventLog events,
            String node, Consumer<ServiceRef> changed) {
        this.catalog = catalog;
        this.plugins = plugins;
        this.scheduler = scheduler;
        this.random = random;
        this.events = events;
        this.node = node;
        this.changed = changed;
        this.queue = new WorkQueue<>(scheduler, this::pass);
        this.health = new HealthBoard(scheduler, queue::add);
        this.probes = new PluginProbes(plugins, this::runner);
        this.mounts = new Mounts(contents, plugins, events, scheduler);
        this.exposures = new Exposures(plugins, scheduler, events, this::retryDelay, queue::add);
        this.effects = new Effects(scheduler, events, mounts, exposures, this::runner, this::hint);
        this.accountant = new Accountant(events, random);
    }

    /** Begins to look at every service, and goes on. */
    public void start() {
        plugins.runners().values()
                .forEach(loaded -> loaded.runner().ifPresent(r -> r.watch(id -> hint(id.service()))));
        exposures.start(catalog.services());
        mounts.find(catalog.services().stream().map(ServiceRecord::ref).collect(Collectors.toSet()));
        catalog.services().forEach(service -> unseen.add(service.ref()));
        if (unseen.isEmpty()) {
            firstLook.complete(null);
        }
        resync();
    }

    /** Done once every service that was there at the start was looked at and has a status, or is gone. */
    public CompletableFuture<Void> firstLook() {
        return firstLook;
    }

    private void looked(ServiceRef service) {
        if (unseen.remove(service) && unseen.isEmpty()) {
            firstLook.complete(null);
        }
    }

    /**
     * Something happened to an instance. Looks at once, or, while much is under way and each of many ends would cause a
     * look of its own, a moment later.
     */
    private void hint(ServiceRef service) {
        ServiceEntry entry = entries.get(service);
        if (entry == null || entry.inFlight.isEmpty()) {
            queue.add(service);
        } else {
            queue.addAt(service, scheduler.clock().instant().plus(GATHERING));
        }
    }

    /** Looks at {@code service} soon. */
    public void nudge(ServiceRef service) {
        queue.add(service);
    }

    /**
     * Stops every instance, whatever is desired: dependents before what they depend on.
     *
     * @return done once every service was looked at and nothing lives any more
     */
    public CompletableFuture<Void> halt() {
        halted = true;
        catalog.services().forEach(service -> queue.add(service.ref()));
        completeIfStopped();
        return stopped;
    }

    private void completeIfStopped() {
        if (halted && catalog.services().stream().allMatch(service -> Optional.ofNullable(entries.get(service.ref()))
                .filter(entry -> entry.status.isPresent() && entry.inFlight.isEmpty() && !anyAlive(entry))
                .isPresent())) {
            stopped.complete(null);
        }
    }

    /** Looks at nothing any more; steps that have begun end by themselves. */
    public void close() {
        queue.close();
        health.close();
    }

    /** What is the case with a service; empty before the first look. */
    public Optional<ServiceStatus> status(ServiceRef service) {
        return Optional.ofNullable(entries.get(service)).flatMap(entry -> entry.status);
    }

    /** The instances of a service as its runner last showed them. */
    public List<ObservedInstance> observed(ServiceRef service) {
        return Optional.ofNullable(entries.get(service)).map(entry -> entry.observed).orElse(List.of());
    }

    /** What the probes of a service's instances found. */
    public List<ProbeStatus> probes(ServiceRef service) {
        return health.statuses(service);
    }

    /** The ways from outside to {@code services}, as far as they are exposed, in their order. */
    public List<RouteView> routes(List<ServiceRecord> services) {
        return exposures.views(services);
    }

    /** Requests from outside that count for no route, by type of exposure and status of their answers. */
    public Map<String, Map<Integer, Long>> unrouted() {
        return exposures.unrouted();
    }

    /** The runner of a service, where it works. */
    public Optional<LoadedRunner> loaded(ServiceRecord service) {
        return loaded(service.runner());
    }

    private Optional<LoadedRunner> loaded(String type) {
        return plugins.runners().values().stream().filter(loaded -> loaded.provider().type().equals(type)).findFirst();
    }

    /** Why nothing can be started or stopped by the runner {@code type}; empty where it works. */
    public Optional<String> absence(String type) {
        Optional<LoadedRunner> loaded = loaded(type);
        return loaded.flatMap(LoadedRunner::runner).isPresent()
                ? Optional.empty()
                : Optional.of(loaded.map(it -> "runner '" + type + "' does not work: " + it.failure())
                        .orElse("no plugin provides the runner '" + type + "'"));
    }

    /** The runner that can stop nothing of {@code service} now, because it does not work or does not answer. */
    public Optional<String> helpless(ServiceRecord service) {
        Optional<ServiceEntry> entry = Optional.ofNullable(entries.get(service.ref()));
        return service.runners().stream().filter(type -> absence(type).isPresent()
                || entry.map(it -> type.equals(service.runner())
                        ? it.unreachableSince.isPresent()
                        : it.silent.containsKey(type)).orElse(false))
                .findFirst();
    }

    /**
     * The runner whose instance {@code id} is, which need not be the one that its service has now.
     *
     * @throws ProblemException when it does not work
     */
    public Runner runner(InstanceId id) {
        String type = Optional.ofNullable(entries.get(id.service())).map(entry -> entry.origins.get(id))
                .or(() -> catalog.service(id.service()).map(ServiceRecord::runner)).orElse("");
        return loaded(type).flatMap(LoadedRunner::runner).orElseThrow(() -> ProblemException
                .of(ProblemCode.UNAVAILABLE, "the runner '" + type + "' does not work; see 'rune get plugins'"));
    }

    private void resync() {
        scheduler.schedule(RESYNC, this::resync);
        catalog.services().forEach(service -> queue.add(service.ref()));
    }

    private void pass(ServiceRef ref) {
        ServiceEntry entry = entries.computeIfAbsent(ref, ServiceEntry::new);
        try {
            Optional<ServiceRecord> service = catalog.service(ref);
            if (service.isEmpty()) {
                forget(ref);
                nudgeDependents(ref);
                looked(ref);
                return;
            }
            look(entry, service.get());
            entry.passFailures = entry.unreachableSince.isEmpty() ? 0 : entry.passFailures;
        } catch (RuntimeException | OutOfMemoryError failure) {
            // Memory, too: a plugin may have taken all there was, and given it back by the next pass.
            entry.passFailures++;
            events.service(Severity.WARNING, ref, "ReconcileFailed", String.valueOf(failure.getMessage()));
            queue.addAt(ref, scheduler.clock().instant().plus(retryDelay(entry.passFailures)));
        } finally {
            completeIfStopped();
        }
    }

    private Duration retryDelay(int failures) {
        long millis = Math.min(LONGEST_RETRY.toMillis(), FIRST_RETRY.toMillis() << Math.min(failures - 1, 16));
        return Duration.ofMillis(Math.round(millis * (0.9 + 0.2 * random.nextDouble())));
    }

    private void forget(ServiceRef ref) {
        entries.remove(ref);
        exposures.forget(ref);
        mounts.keepOnly(ref, Set.of());
        health.forget(ref);
        changed.accept(ref);
    }

    private void look(ServiceEntry entry, ServiceRecord service) {
        Optional<LoadedRunner> loaded = loaded(service);
        Optional<Runner> runner = loaded.flatMap(LoadedRunner::runner);
        if (runner.isEmpty()) {
            String why = absence(service.runner()).orElseThrow();
            entry.hinderedUnless(false, now());
            exposures.route(service, List.of());
            publish(entry, view(entry, service, Map.of(), List.of(), Optional.empty(), Optional.of(why),
                    gate(entry, service)));
            return;
        }
        List<ServiceEntry.Outcome> outcomes = entry.takeOutcomes();
        Map<InstanceId, ServiceEntry.InFlight> operations = Map.copyOf(entry.inFlight);
        Optional<List<ObservedInstance>> listed = list(entry, service, runner.get());
        Map<Integer, SlotRecord> slots = slots(entry, service);
        if (listed.isEmpty()) {
            entry.hinderedUnless(false, now());
            entry.outcomes.addAll(outcomes);
            List<View.Seen> seen = seen(entry, service, slots, entry.observed, operations);
            Set<InstanceId> told = new HashSet<>(entry.dismissed);
            told.addAll(entry.condemned.keySet());
            route(service, seen, told);
            publish(entry, view(entry, service, slots, seen,
                    Optional.of("runner '" + service.runner() + "' cannot be asked since "
                            + entry.unreachableSince.orElseThrow() + ": " + entry.unreachableWhy),
                    Optional.empty(), gate(entry, service)));
            return;
        }
        accountant.countIneffective(entry, outcomes, listed.get());
        act(entry, service, loaded.orElseThrow(), listed.get(), slots, operations);
    }

    /** Unknown is not gone: while the runner cannot say what runs, nothing is started and nothing is stopped. */
    private Optional<List<ObservedInstance>> list(ServiceEntry entry, ServiceRecord service, Runner runner) {
        try {
            List<ObservedInstance> all = new ArrayList<>(listed(entry, service.runner(), runner));
            entry.silent.keySet().retainAll(service.earlierRunners());
            service.earlierRunners().forEach(earlier -> all.addAll(leftOf(earlier, entry)));
            entry.observed = List.copyOf(all);
            if (entry.unreachableSince.isPresent()) {
                events.service(Severity.NORMAL, service.ref(), "RunnerReachable",
                        "runner '" + service.runner() + "' answers again");
                entry.unreachableSince = Optional.empty();
            }
            return Optional.of(entry.observed);
        } catch (ProblemException unknown) {
            entry.passFailures++;
            entry.unreachableWhy = unknown.problem().message();
            if (entry.unreachableSince.isEmpty()) {
                entry.unreachableSince = Optional.of(scheduler.clock().instant());
                events.service(Severity.WARNING, service.ref(), "RunnerUnreachable", unknown.problem().message());
            }
            queue.addAt(service.ref(), scheduler.clock().instant().plus(retryDelay(entry.passFailures)));
            return Optional.empty();
        }
    }

    private List<ObservedInstance> listed(ServiceEntry entry, String type, Runner runner) {
        List<ObservedInstance> instances = listings.computeIfAbsent(type, _ -> new Listing(runner)).of(entry.ref);
        instances.forEach(instance -> entry.origins.put(instance.id(), type));
        return instances;
    }

    /** What the service has of the runner that it had before. Unknown is not gone, and does not hinder the latest one. */
    private List<ObservedInstance> leftOf(String earlier, ServiceEntry entry) {
        try {
            Runner runner = loaded(earlier).flatMap(LoadedRunner::runner).orElseThrow(
                    () -> ProblemException.of(ProblemCode.UNAVAILABLE, absence(earlier).orElse("it does not work")));
            List<ObservedInstance> left = listed(entry, earlier, runner);
            entry.silent.remove(earlier);
            return left;
        } catch (ProblemException unknown) {
            entry.silent.put(earlier, unknown.problem().message());
            return entry.observed.stream().filter(instance -> earlier.equals(entry.origins.get(instance.id())))
                    .toList();
        }
    }

    /** What has ended with a runner that the service had before is not kept, so that it can do without that runner soon. */
    private static Stream<Step> clearance(ServiceEntry entry, ServiceRecord service, List<View.Seen> seen, Plan plan) {
        if (service.deleting()) {
            return Stream.empty();
        }
        Set<InstanceId> planned = plan.steps().stream().map(Step::id).collect(Collectors.toSet());
        return seen.stream().filter(it -> !it.alive() && it.operation() == Operation.NONE && !planned.contains(it.id())
                && service.earlierRunners().contains(entry.origins.getOrDefault(it.id(), "")))
                .map(it -> new Step.Remove(it.id()));
    }

    /** The service without the earlier runners that have nothing of it any more. */
    private static ServiceRecord settled(ServiceRecord service, ServiceEntry entry, boolean underWay) {
        if (service.earlierRunners().isEmpty() || underWay) {
            return service;
        }
        Set<String> left = new HashSet<>(entry.silent.keySet());
        entry.observed.forEach(instance -> left.add(entry.origins.get(instance.id())));
        return service.withEarlierRunners(left);
    }

    /** Which earlier runner of the service cannot be asked whether something is left. */
    private static Optional<String> silence(ServiceRecord service, ServiceEntry entry) {
        return entry.silent.entrySet().stream().findFirst().map(silent -> "runner '" + silent.getKey()
                + "', which started instances of it before, cannot be asked for them: " + silent.getValue());
    }

    private void act(ServiceEntry entry, ServiceRecord before, LoadedRunner loaded, List<ObservedInstance> observed,
            Map<Integer, SlotRecord> slots, Map<InstanceId, ServiceEntry.InFlight> operations) {
        Runner runner = loaded.runner().orElseThrow();
        Set<InstanceId> present = observed.stream().map(ObservedInstance::id)
                .collect(Collectors.toCollection(HashSet::new));
        present.addAll(operations.keySet());
        entry.forgetAllBut(present);
        mounts.keepOnly(before.ref(), living(observed, operations.keySet()));
        entry.startAnewSince(before.marks().reset());
        Accountant.Account account = accountant.count(entry, before, slots, observed);
        account.slots().forEach(slot -> entry.unkept.put(slot.slot(), slot));
        tellRemarks(entry, observed);
        health.watch(before.ref(), before.spec().health().orElse(Health.NONE),
                observed.stream().filter(i -> i.state() == ObservedInstance.State.RUNNING).toList(),
                observed.stream().map(ObservedInstance::id).filter(id -> !entry.started.contains(id))
                        .collect(Collectors.toSet()),
                probes);
        List<View.Seen> seen = seen(entry, before, slots, observed, operations);
        seen.stream().filter(s -> s.alive() && s.observed().isPresent() && View.current(before, s))
                .forEach(s -> entry.retries.remove(s.labels().slot()));
        DependencyGate.Verdict gate = gate(entry, before);
        Optional<Workload> workload = workload(before, loaded);
        entry.hinderedUnless(gate.open() && workload.isPresent() && entry.retries.isEmpty(), now());
        Situation situation = new Situation(before, delayed(entry, slots), facts(seen), entry.freeSince,
                gate.open() && workload.isPresent(), exclusive(before, loaded), halted, now());
        Course.Turn turn = Course.next(situation.with(settled(prove(before, seen), entry, !operations.isEmpty())),
                number -> revision(before.ref(), number));
        if (!turn.service().equals(before)) {
            account.crashed().forEach(i -> effects.readLastOutput(entry, i.id(), i.labels().slot()));
            // What was decided must be durable before anybody acts on it: the next look does.
            turn(before, turn.service());
            queue.add(before.ref());
            return;
        }
        turn.wakeAt().ifPresent(at -> queue.addAt(entry.ref, at));
        Plan plan = mayStop(before) ? Planner.plan(situation) : new Plan(List.of(), Optional.empty(), false);
        route(before, seen, plan.steps().stream().filter(Step.Stop.class::isInstance).map(Step::id)
                .collect(Collectors.toSet()));
        // What has ended has nothing under way, and what is condemned meanwhile is not waited for either.
        seen.stream().filter(it -> it.operation() == Operation.STOPPING)
                .filter(it -> !it.alive() || it.vitals().condemned().isPresent())
                .forEach(it -> exposures.hurry(it.id()));
        // A replacement need not wait for the disk: until an end is kept, the ended instance is there to be counted again.
        begin(entry, before, runner, workload, seen, plan.steps().stream().filter(Step.Start.class::isInstance));
        keep(entry);
        begin(entry, before, runner, workload, seen,
                plan.steps().stream().filter(Predicate.not(Step.Start.class::isInstance)));
        begin(entry, before, runner, workload, seen, clearance(entry, before, seen, plan));
        account.crashed().forEach(i -> effects.readLastOutput(entry, i.id(), i.labels().slot()));
        publish(entry, view(entry, before, slots, seen(entry, before, slots, observed, Map.copyOf(entry.inFlight)),
                silence(before, entry), Optional.empty(), gate));
        wake(entry, plan, seen, gate);
        if (plan.gone() && entry.inFlight.isEmpty() && silence(before, entry).isEmpty()) {
            finish(before);
        }
    }

    /** Traffic goes to whatever is ready and not told to stop; who is to stop leaves before, and whoever follows joins. */
    private void route(ServiceRecord service, List<View.Seen> seen, Set<InstanceId> leaving) {
        exposures.route(service, seen.stream().filter(it -> it.ready() && !leaving.contains(it.id()))
                .flatMap(it -> it.observed().stream()).sorted(Comparator.comparing(ObservedInstance::id)).toList());
    }

    private Instant now() {
        return scheduler.clock().instant();
    }

    private Optional<RevisionRecord> revision(ServiceRef ref, long number) {
        return catalog.revisions(ref).stream().filter(revision -> revision.number() == number).findFirst();
    }

    /** Stores what was decided, unless somebody has changed the service meanwhile: then it is decided anew. */
    private void turn(ServiceRecord before, ServiceRecord after) {
        Optional<List<ServiceRef>> restarted = catalog.change(transaction -> {
            if (!transaction.service(before.ref()).equals(Optional.of(before))) {
                return Optional.empty();
            }
            transaction.put(after);
            return Optional.of(after.replacedSince(before)
                    ? restartDependents(transaction, after.ref())
                    : List.<ServiceRef>of());
        });
        restarted.ifPresent(dependents -> {
            tell(before, after);
            dependents.forEach(ref -> {
                events.service(Severity.NORMAL, ref, "RestartRequested", "'" + before.ref().name() + "' was replaced");
                queue.add(ref);
            });
        });
    }

    private void tell(ServiceRecord before, ServiceRecord after) {
        after.operations().ended(before.operations(), ended -> {
            if (ended.state() == Rollout.State.ROLLED_BACK) {
                events.service(Severity.WARNING, before.ref(), "RolledBack", ended.told());
            }
        });
        after.operations().update().filter(it -> it.paused() && !it.message().isEmpty())
                .ifPresent(it -> events.service(Severity.WARNING, before.ref(), "Paused", it.told()));
        if (after.operations().scaling().isPresent() && after.places() != before.places()) {
            events.service(Severity.NORMAL, before.ref(), "ScaleStep", after.places() + " of " + after.scale());
        }
    }

    private List<ServiceRef> restartDependents(Catalog.Transaction transaction, ServiceRef replaced) {
        List<ServiceRecord> dependents = transaction.services().stream()
                .filter(service -> service.scale() > 0 && !service.deleting() && service.spec().dependencies().stream()
                        .anyMatch(dependency -> dependency.restartWith()
                                && dependency.serviceRef(service.ref().namespace()).equals(Optional.of(replaced))))
                .toList();
        dependents.forEach(service -> transaction.put(service.withRestart(
                service.spec().updateStrategy().type() == UpdateStrategy.Type.ROLLING, now())));
        return dependents.stream().map(ServiceRecord::ref).toList();
    }

    /** Says what other hands did to living instances, each once. */
    private void tellRemarks(ServiceEntry entry, List<ObservedInstance> observed) {
        for (ObservedInstance instance : observed) {
            Optional<String> remark = instance.outside().filter(_ -> instance.alive());
            if (remark.isEmpty()) {
                entry.remarks.remove(instance.id());
            } else if (!remark.get().equals(entry.remarks.put(instance.id(), remark.get()))) {
                events.instance(Severity.WARNING, instance.id(), "OutsideHand", remark.get());
            }
        }
    }

    private static Set<InstanceId> living(List<ObservedInstance> observed, Set<InstanceId> underWay) {
        Set<InstanceId> living = observed.stream().filter(ObservedInstance::alive).map(ObservedInstance::id)
                .collect(Collectors.toCollection(HashSet::new));
        living.addAll(underWay);
        return living;
    }

    /** Whether a step need not wait because it was tried before without effect. */
    private boolean due(ServiceEntry entry, Step step) {
        Optional<Instant> until = Optional.ofNullable(entry.resisting.get(step.id())).map(ServiceEntry.Retry::until)
                .filter(at -> at.isAfter(scheduler.clock().instant()));
        until.ifPresent(at -> queue.addAt(entry.ref, at));
        return until.isEmpty();
    }

    private void begin(ServiceEntry entry, ServiceRecord service, Runner runner, Optional<Workload> workload,
            List<View.Seen> seen, Stream<Step> steps) {
        steps.filter(step -> due(entry, step)).forEach(step -> {
            remember(entry, seen, step);
            effects.begin(entry, service, runner, workload, step);
        });
    }

    private void keep(ServiceEntry entry) {
        if (!entry.unkept.isEmpty()) {
            catalog.apply(transaction -> {
                if (transaction.service(entry.ref).isPresent()) {
                    entry.unkept.values().forEach(slot -> transaction.put(entry.ref, slot));
                }
            });
            entry.unkept.clear();
        }
    }

    private static ServiceRecord prove(ServiceRecord service, List<View.Seen> seen) {
        boolean works = seen.stream().anyMatch(s -> s.ready() && s.labels().template().equals(service.template()));
        return service.proven() || !works ? service : service.withProof();
    }

    private void remember(ServiceEntry entry, List<View.Seen> seen, Step step) {
        if (step instanceof Step.Stop stop) {
            Optional<String> condemned = seen.stream().filter(s -> s.id().equals(stop.id())).findFirst()
                    .flatMap(s -> s.vitals().condemned()).filter(why -> why.equals(stop.reason()));
            condemned.ifPresentOrElse(why -> entry.condemned.put(stop.id(), why), () -> entry.dismissed.add(stop.id()));
        }
    }

    private void finish(ServiceRecord service) {
        catalog.apply(transaction -> transaction.finish(service.ref()));
        events.service(Severity.NORMAL, service.ref(), "Deleted", "nothing is left of it");
        forget(service.ref());
        nudgeDependents(service.ref());
    }

    private Map<Integer, SlotRecord> slots(ServiceEntry entry, ServiceRecord service) {
        Map<Integer, SlotRecord> slots = new TreeMap<>(catalog.slots(service.ref()));
        slots.putAll(entry.unkept);
        slots.replaceAll((_, slot) -> slot.since(service.marks().reset()));
        return slots;
    }

    /** The places with the waits that the host's own troubles cause. */
    private static Map<Integer, SlotRecord> delayed(ServiceEntry entry, Map<Integer, SlotRecord> slots) {
        Map<Integer, SlotRecord> delayed = new HashMap<>(slots);
        entry.retries.forEach((number, retry) -> {
            SlotRecord slot = slots.getOrDefault(number, SlotRecord.fresh(number));
            delayed.put(number, slot.delayedUntil(new Moment(retry.until())));
        });
        return delayed;
    }

    private List<View.Seen> seen(ServiceEntry entry, ServiceRecord service, Map<Integer, SlotRecord> slots,
            List<ObservedInstance> observed, Map<InstanceId, ServiceEntry.InFlight> operations) {
        List<View.Seen> seen = new ArrayList<>();
        Set<InstanceId> listed = new HashSet<>();
        for (ObservedInstance instance : observed) {
            listed.add(instance.id());
            Operation operation = Optional.ofNullable(operations.get(instance.id()))
                    .map(ServiceEntry.InFlight::operation)
                    .orElse(Operation.NONE);
            seen.add(new View.Seen(instance.id(), instance.labels(), Optional.of(instance), operation,
                    health.vitals(service.ref(), instance.id()), failed(entry, slots, instance)));
        }
        operations.forEach((id, operation) -> {
            if (!listed.contains(id) && operation.operation() == Operation.STARTING) {
                seen.add(new View.Seen(id, operation.labels(), Optional.empty(), Operation.STARTING,
                        health.vitals(service.ref(), id), false));
            }
        });
        return seen;
    }

    private static boolean failed(ServiceEntry entry, Map<Integer, SlotRecord> slots, ObservedInstance instance) {
        if (instance.alive() || entry.dismissed.contains(instance.id())) {
            return false;
        }
        SlotRecord slot = slots.getOrDefault(instance.labels().slot(), SlotRecord.fresh(instance.labels().slot()));
        long incarnation = instance.labels().incarnation();
        boolean counted = incarnation <= slot.incarnation() && incarnation != slot.dismissed();
        return counted && !instance.exit().orElseThrow().success();
    }

    private static List<Fact> facts(List<View.Seen> seen) {
        return seen.stream().map(s -> new Fact(s.id(), s.labels(), s.alive(), s.operation(),
                s.alive() ? s.vitals().readiness() : Readiness.UNREADY,
                s.alive() && s.vitals().failing() ? Optional.of(s.vitals().message()) : Optional.empty(),
                s.vitals().condemned(),
                s.observed().map(o -> o.finishedAt().orElse(o.startedAt())).orElse(Instant.MAX))).toList();
    }

    private DependencyGate.Verdict gate(ServiceEntry entry, ServiceRecord service) {
        Instant now = scheduler.clock().instant();
        DependencyGate.Verdict verdict = DependencyGate.check(service, this::status, mounts::has,
                entry.waitingSince, now);
        entry.waitingSince = verdict.open() ? Optional.empty() : entry.waitingSince.or(() -> Optional.of(now));
        return verdict;
    }

    private Optional<Workload> workload(ServiceRecord service, LoadedRunner loaded) {
        List<Finding> faults = new ArrayList<>();
        Optional<Workload> workload = Workloads.bind(service.spec(), loaded.provider(), faults::add);
        if (!faults.isEmpty()) {
            events.service(Severity.WARNING, service.ref(), "SpecNotUnderstood",
                    "the plugin of runner '" + service.runner() + "' does not understand the stored spec: " + faults);
        }
        return workload;
    }

    private static boolean exclusive(ServiceRecord service, LoadedRunner loaded) {
        return loaded.provider().usesHostPorts()
                && service.spec().ports().stream().anyMatch(port -> port.fixedTarget().isPresent());
    }

    /** Whether the instances of a service that leaves may stop: those of dependents that leave too stop first. */
    private boolean mayStop(ServiceRecord service) {
        return !(halted || service.deleting()) || dependents(service.ref()).filter(d -> halted || d.deleting())
                .noneMatch(d -> Optional.ofNullable(entries.get(d.ref())).map(Reconciler::anyAlive).orElse(false));
    }

    private static boolean anyAlive(ServiceEntry entry) {
        return entry.observed.stream().anyMatch(ObservedInstance::alive);
    }

    private Stream<ServiceRecord> dependents(ServiceRef ref) {
        return catalog.services().stream().filter(s -> !s.ref().equals(ref) && s.spec().dependencies().stream()
                .filter(dependency -> !dependency.optional()).map((Dependency d) -> d.serviceRef(s.ref().namespace()))
                .anyMatch(Optional.of(ref)::equals));
    }

    private void nudgeDependents(ServiceRef ref) {
        dependents(ref).forEach(dependent -> queue.add(dependent.ref()));
        if (halted || catalog.service(ref).map(ServiceRecord::deleting).orElse(false)) {
            catalog.service(ref).stream().flatMap(s -> s.spec().dependencies().stream())
                    .flatMap(d -> d.serviceRef(ref.namespace()).stream()).forEach(queue::add);
        }
    }

    private View view(ServiceEntry entry, ServiceRecord service, Map<Integer, SlotRecord> slots, List<View.Seen> seen,
            Optional<String> unreachable, Optional<String> blocked, DependencyGate.Verdict gate) {
        Progress progress = Progress.of(new Situation(service, slots, facts(seen), entry.freeSince, false, false,
                halted, now()));
        return new View(service, slots, seen, progress, gate.message(), gate.late(), unreachable, blocked,
                exposures.settled(service.ref()), mounts.versions(service), now());
    }

    private void publish(ServiceEntry entry, View view) {
        ServiceStatus status = StatusMaker.make(view, entry, node);
        Optional<ServiceStatus> before = entry.status;
        if (before.equals(Optional.of(status))) {
            return;
        }
        entry.status = Optional.of(status);
        looked(entry.ref);
        if (before.isEmpty() || before.get().phase() != status.phase()) {
            boolean bad = switch (status.phase()) {
                case FAILED, DEGRADED -> true;
                case RUNNING, PENDING, STOPPED, DELETING -> false;
            };
            events.service(bad ? Severity.WARNING : Severity.NORMAL, entry.ref, status.phase().word(),
                    status.readyReplicas() + " of " + status.desiredReplicas() + " ready"
                            + (status.message().isEmpty() ? "" : ": " + status.message()));
        }
        changed.accept(entry.ref);
        nudgeDependents(entry.ref);
    }

    private void wake(ServiceEntry entry, Plan plan, List<View.Seen> seen, DependencyGate.Verdict gate) {
        plan.wakeAt().ifPresent(at -> queue.addAt(entry.ref, at));
        gate.wakeAt().ifPresent(at -> queue.addAt(entry.ref, at));
        seen.stream().map(View.Seen::vitals).map(Vitals::decidedAt).flatMap(Optional::stream)
                .min(Comparator.naturalOrder()).ifPresent(at -> queue.addAt(entry.ref, at));
    }
}
