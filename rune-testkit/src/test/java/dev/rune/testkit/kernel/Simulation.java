package dev.rune.testkit.kernel;

import static dev.rune.testkit.ServiceBuilder.service;

import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spec.Signal;
import dev.rune.kernel.spi.exposure.RouteTable.Route;
import dev.rune.kernel.spi.host.ScaleRequest;
import dev.rune.kernel.spi.host.ServiceView;
import dev.rune.kernel.spi.probe.Verdict;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceId;
import dev.rune.kernel.status.ServicePhase;
import dev.rune.testkit.Behaviour;
import dev.rune.testkit.FakeExposure;
import dev.rune.testkit.KernelHarness;
import dev.rune.testkit.ServiceBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A kernel to which everything happens that can happen, drawn from a seed: casts, scales, restarts and deletions; secrets and
 * configmaps that come, change and go, keys that are rotated; ends, failed starts, lost replies, lost hints, a host that does not answer, a full disk; kernels that end, in order or not.
 * Some things must hold all the time, and once the trouble is over all must come to rest as it was asked for.
 */
final class Simulation implements AutoCloseable {
    private static final List<String> NAMES = List.of("a", "b", "c", "d");
    private static final int A_FEW = 20;
    private static final int LARGEST_SCALE = 4;
    private static final int LARGEST_SURGE = 2;

    private final Random random;
    private final KernelHarness harness;
    private final List<String> story = new ArrayList<>();
    private final Map<String, Long> generations = new HashMap<>();
    private final int actions;
    private final SimulatedContents contents;

    /** {@code actions} things happen to the kernel of {@code seed}. */
    Simulation(long seed, int actions) {
        this.actions = actions;
        random = new Random(seed);
        harness = new KernelHarness(seed);
        contents = new SimulatedContents(harness, random);
    }

    @Override
    public void close() {
        harness.close();
    }

    void run() {
        try {
            for (int action = 0; action < actions; action++) {
                act();
                checkAlways();
            }
            calmDown();
            checkConverged();
            checkRest();
        } catch (AssertionError | RuntimeException fault) {
            throw new AssertionError(fault.getMessage() + "\nStory:\n" + String.join("\n", story), fault);
        }
    }

    private void act() {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        switch (random.nextInt(32)) {
            case 0, 1, 2 -> tell("cast " + name, () -> harness.cast(anyService(name)));
            case 3, 4 -> tell("scale " + name, () -> harness.scale(name, random.nextInt(LARGEST_SCALE + 1)));
            case 5 ->
                tell("restart " + name, () -> harness.kernel().restart(KernelHarness.ref(name), random.nextBoolean()));
            case 6 -> tell("delete " + name, () -> harness.kernel().delete(KernelHarness.ref(name), true, false));
            case 7, 8 -> endOne();
            case 9 -> tell("failing starts", () -> harness.host().failStarts(random.nextInt(4), Problem.of(
                    random.nextBoolean() ? ProblemCode.UNAVAILABLE : ProblemCode.START_FAILED, "no luck")));
            case 10 -> tell("lost replies", () -> harness.host().loseStartReplies(random.nextInt(4)));
            case 11 -> tell("failing stops", () -> harness.host().failStops(random.nextInt(4)));
            case 12 -> tell("listing", () -> harness.host().listing(random.nextInt(3) > 0));
            case 13 -> tell("hints", () -> harness.host().hints(random.nextBoolean()));
            case 14 -> tell("slow starts", () -> harness.host().startTime(Duration.ofMillis(random.nextInt(3000))));
            case 15 -> restartKernel();
            case 16 -> moods();
            case 17, 18, 19 -> tell("scale in steps " + name, () -> harness.kernel().scale(KernelHarness.ref(name),
                    anyScale()));
            case 20 -> tell("cancel " + name, () -> harness.kernel().cancelScale(KernelHarness.ref(name)));
            case 21 -> tell("pause " + name, () -> harness.kernel().pauseRollout(KernelHarness.ref(name)));
            case 22 -> tell("resume " + name, () -> harness.kernel().resumeRollout(KernelHarness.ref(name)));
            case 23 -> tell("undo " + name,
                    () -> harness.kernel().undoRollout(KernelHarness.ref(name), OptionalLong.empty()));
            case 24, 25, 26 -> tell("cast " + name + " with contents",
                    () -> contents.cast(contents.referredTo(anyService(name), Integer.toString(random.nextInt(3)))));
            case 27, 28 -> tell("contents", contents::change);
            case 29 -> rotationCutShort();
            case 30 -> tell("lies", () -> harness.host().lieAboutStarts(random.nextInt(3)));
            case 31 -> exposures();
            default -> tell("full disk", () -> harness.store().failCommits(random.nextInt(2)));
        }
        Duration pause = Duration.ofMillis(random.nextInt(3) == 0 ? random.nextInt(40_000) : random.nextInt(500));
        story.add("  " + pause.toMillis() + " ms pass");
        harness.advance(pause);
    }

    /** Does what a person does; what is refused is refused. */
    private void tell(String what, Runnable action) {
        try {
            action.run();
            story.add(harness.now() + " " + what);
        } catch (ProblemException refused) {
            contents.requireHidden(refused.problem().toString());
            story.add(harness.now() + " " + what + ", refused: " + refused.getMessage());
        }
    }

    private ScaleRequest anyScale() {
        ScaleRequest request = ScaleRequest.gradual(random.nextInt(LARGEST_SCALE + 1), 1 + random.nextInt(2),
                Duration.ofSeconds(random.nextInt(40)));
        return random.nextInt(4) == 0 ? request.pinned() : request;
    }

    private ServiceBuilder anyService(String name) {
        List<Behaviour> behaviours = List.of(Behaviour.program().runsForEver(),
                Behaviour.program().ignores(Signal.SIGTERM).runsForEver(),
                Behaviour.program().pauses(Duration.ofMillis(random.nextInt(20_000))).exits(random.nextInt(2)),
                new Behaviour.MissingProgram());
        int likely = random.nextInt(behaviours.size() + 2);
        ServiceBuilder service = service(name).does(behaviours.get(likely % behaviours.size()))
                .env("VERSION", Integer.toString(random.nextInt(3)))
                .with("stop", Map.of("gracePeriodSeconds", random.nextInt(4)))
                .with("restart", random.nextInt(6) == 0 ? "on-failure" : "always")
                .with("updateStrategy", random.nextInt(4) == 0
                        ? Map.of("type", "recreate")
                        : Map.of("maxSurge", 1 + random.nextInt(LARGEST_SURGE), "maxUnavailable", random.nextInt(2),
                                "onFailure", random.nextInt(3) == 0 ? "pause" : "rollback", "progressDeadlineSeconds",
                                5 + random.nextInt(60)));
        service = random.nextBoolean() ? service.scale(random.nextInt(LARGEST_SCALE + 1)) : service;
        service = random.nextInt(4) == 0
                ? service.needs(Map.of("name", NAMES.get(random.nextInt(NAMES.size())), "restartWith",
                        random.nextBoolean()))
                : service;
        service = switch (random.nextInt(5)) {
            case 0, 1 -> service.at(name + ".local").with("drainSeconds", random.nextInt(4));
            case 2 -> service.at(5000 + NAMES.indexOf(name) % 3).with("drainSeconds", random.nextInt(4));
            default -> service;
        };
        Map<String, Object> probe = Map.of("intervalSeconds", 1 + random.nextInt(3), "failureThreshold",
                1 + random.nextInt(3), "about", name);
        return switch (random.nextInt(4)) {
            case 0 -> service.readiness(probe);
            case 1 -> service.liveness(probe);
            default -> service;
        };
    }

    private void exposures() {
        FakeExposure exposure = random.nextBoolean() ? harness.http() : harness.tcp();
        List<ObservedInstance> living = harness.host().living();
        int what = random.nextInt(4);
        if (what == 0) {
            tell("slow routes", () -> exposure.applyTime(Duration.ofMillis(random.nextInt(800))));
        } else if (what == 1) {
            tell("refused routes", () -> exposure.refuse(random.nextInt(3)));
        } else if (!living.isEmpty()) {
            InstanceId id = living.get(random.nextInt(living.size())).id();
            int requests = random.nextInt(3);
            tell(requests + " requests under way to " + id.name(), () -> exposure.inFlight(id, requests));
        }
    }

    private void endOne() {
        List<ObservedInstance> living = harness.host().living();
        if (!living.isEmpty()) {
            InstanceId id = living.get(random.nextInt(living.size())).id();
            tell("end of " + id.name(),
                    () -> harness.host().end(id, random.nextBoolean() ? Exit.signal(9) : Exit.code(1)));
        }
    }

    private void restartKernel() {
        if (random.nextBoolean()) {
            harness.killKernel();
        } else {
            harness.endKernel();
        }
        harness.advance(Duration.ofMillis(random.nextInt(5000)));
        harness.startKernel();
        story.add(harness.now() + " another kernel");
    }

    private void rotationCutShort() {
        harness.killKernel();
        harness.keys().renew();
        harness.startKernel();
        story.add(harness.now() + " another kernel, and half a rotation");
    }

    private void moods() {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        int mood = random.nextInt(4);
        long draws = random.nextLong();
        tell("mood of " + name + " is " + mood, () -> harness.probe().answer(name, id -> switch (mood) {
            case 0 -> new Verdict.Unhealthy("ill");
            case 1 -> new Random(draws ^ id.hashCode()).nextBoolean()
                    ? new Verdict.Unhealthy("ill")
                    : new Verdict.Healthy("");
            case 2 -> new Verdict.Inconclusive("who knows");
            default -> new Verdict.Healthy("");
        }));
    }

    private void checkAlways() {
        List<InstanceId> starts = harness.host().starts();
        require(new HashSet<>(starts).size() == starts.size(), "an id was used for two instances");
        for (ServiceView view : harness.kernel().services(Optional.empty())) {
            String name = view.ref().name();
            var status = view.status();
            require(status.observedGeneration() <= status.generation(), name + " claims a generation too early");
            Long before = generations.put(name, status.generation());
            require(before == null || before <= status.generation() || status.generation() == 1,
                    name + " went back from generation " + before);
            require(status.readyReplicas() <= status.currentReplicas(), name + " has more ready than there are");
        }
        checkPlaces();
        checkCounts();
        contents.check();
        checkRoutes();
    }

    /** Nobody is stopped who still gets traffic, and nobody gets any who is not there. */
    private void checkRoutes() {
        require(harness.stoppedWhileRouted().isEmpty(), "stopped while routed: " + harness.stoppedWhileRouted());
        for (FakeExposure exposure : List.of(harness.http(), harness.tcp())) {
            require(!exposure.overlapped(), "two tables were applied at once");
            List<Route> routes = exposure.table().routes();
            require(routes.stream().map(route -> route.host().orElse(":" + route.port())).distinct()
                    .count() == routes.size(), "two routes claim the same: " + routes);
        }
    }

    /** Of one version no two instances may live in one place, unless one of them is on its way out. */
    private void checkPlaces() {
        Set<List<Object>> places = new HashSet<>();
        for (ObservedInstance living : harness.host().living()) {
            var labels = living.labels();
            require(places.add(List.of(labels.uid(), labels.slot(), labels.incarnation(), labels.generation())),
                    "two instances live in one place: " + living);
        }
    }

    /** Whatever happens, no more live of a service than its largest scale and its largest surge. */
    private void checkCounts() {
        Map<String, Integer> alive = new HashMap<>();
        harness.host().living().forEach(living -> alive.merge(living.labels().uid(), 1, Integer::sum));
        require(alive.values().stream().allMatch(count -> count <= LARGEST_SCALE + LARGEST_SURGE),
                "more alive than wanted and allowed beside: " + alive);
    }

    private void calmDown() {
        story.add(harness.now() + " the trouble is over");
        harness.host().listing(true);
        harness.host().hints(true);
        harness.host().failStarts(0, Problem.of(ProblemCode.UNAVAILABLE, ""));
        harness.host().failStops(0);
        harness.host().loseStartReplies(0);
        harness.host().lieAboutStarts(0);
        harness.host().startTime(Duration.ZERO);
        for (FakeExposure exposure : List.of(harness.http(), harness.tcp())) {
            exposure.refuse(0);
            exposure.applyTime(Duration.ZERO);
            harness.host().all().forEach(seen -> exposure.inFlight(seen.id(), 0));
        }
        harness.store().failCommits(0);
        contents.calmDown();
        NAMES.forEach(name -> harness.probe().answer(name, new Verdict.Healthy("")));
        harness.await("what is to go is gone", () -> harness.kernel().services(Optional.empty()).stream()
                .noneMatch(view -> view.status().phase() == ServicePhase.DELETING));
        harness.cast(NAMES.stream().map(name -> contents.referredTo(service(name).at(name + ".local"), "last")
                .scale(1 + random.nextInt(3)))
                .toArray(ServiceBuilder[]::new));
    }

    private void checkConverged() {
        for (String name : NAMES) {
            harness.await("the rollout of " + name + " is complete",
                    () -> harness.status(name).rollout().state().name().equals("COMPLETE"));
        }
        NAMES.forEach(name -> {
            var status = harness.status(name);
            require(status.phase() == ServicePhase.RUNNING, name + " is " + status.phase());
            require(harness.living(name).size() == status.desiredReplicas(), name + ": alive " + harness.living(name));
            long slots = harness.living(name).stream().map(seen -> seen.labels().slot()).distinct().count();
            require(slots == status.desiredReplicas(), name + " has places twice");
            Set<InstanceId> ready = harness.living(name).stream().map(ObservedInstance::id).collect(Collectors.toSet());
            require(new HashSet<>(harness.http().routed(name)).equals(ready), name + " is routed to "
                    + harness.http().routed(name) + ", ready are " + ready);
        });
        Set<ServiceRef> known = new HashSet<>();
        NAMES.forEach(name -> known.add(KernelHarness.ref(name)));
        require(harness.host().living().stream().allMatch(seen -> known.contains(seen.id().service())),
                "an orphan lives");
        contents.checkConverged();
    }

    /** Once all is as it should be nothing is done, stored or told any more. */
    private void checkRest() {
        // A long schedule rests long; every resync is the same as the one before it.
        long minutes = actions > A_FEW ? 10 : 1;
        harness.advance(Duration.ofSeconds(70));
        int operations = harness.host().operations();
        int commits = harness.store().commits();
        int events = harness.events().size();
        var statuses = NAMES.stream().map(harness::status).toList();
        harness.advance(Duration.ofMinutes(minutes));
        require(harness.host().operations() == operations, "something is done though all is as it should be");
        require(harness.store().commits() == commits, "something is stored though all is as it should be");
        require(harness.events().size() == events, "something is told though all is as it should be");
        require(statuses.equals(NAMES.stream().map(harness::status).toList()), "a status changes though nothing does");
        for (String name : NAMES) {
            long ended = harness.host().all().stream()
                    .filter(seen -> !seen.alive() && seen.id().service().name().equals(name)).count();
            require(ended <= 5, name + " keeps " + ended + " ended instances");
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
