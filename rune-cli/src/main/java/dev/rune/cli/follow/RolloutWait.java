package dev.rune.cli.follow;

import dev.rune.cli.api.Api;
import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.term.Console;
import dev.rune.cli.term.LiveBlock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Waits until services are where they should be and tells how they get there. Whatever happens here, the daemon goes on
 * with its work.
 */
public final class RolloutWait {
    private static final long TICK_MILLIS = 500;
    /** A start that takes no longer than this needs no explanation. */
    private static final long QUICK_MILLIS = 1_500;

    private final Api api;
    private final Console console;
    private final InstantSource clock;
    private final BlockingQueue<Update> updates = new LinkedBlockingQueue<>();
    private final Set<Target> open = new LinkedHashSet<>();
    private final Map<Target, ServiceState> states = new LinkedHashMap<>();
    private final Map<Target, Story> stories = new HashMap<>();
    private final Map<String, String> answers = new HashMap<>();
    private final ProbeAnswers probes;
    private final LiveBlock block;
    private final Scene scene;
    private final Optional<Events> events;
    /** What failed and is on its way back. */
    private final Map<Target, OperationState> failed = new LinkedHashMap<>();
    private long askedAt;
    private boolean lost;

    /** A wait that speaks to {@code api} and tells on {@code console}. */
    public RolloutWait(Api api, Console console, InstantSource clock) {
        this(api, console, clock, false);
    }

    /**
     * A wait that speaks to {@code api} and tells on {@code console}.
     *
     * @param json tell what happens as lines of JSON on standard output, too
     */
    public RolloutWait(Api api, Console console, InstantSource clock, boolean json) {
        this.events = json ? Optional.of(new Events(console)) : Optional.empty();
        this.api = api;
        this.console = console;
        this.clock = clock;
        this.probes = new ProbeAnswers(api);
        this.block = new LiveBlock(console);
        this.scene = new Scene(console.colours(), block.capacity());
    }

    /**
     * Waits for all of {@code targets}.
     *
     * @throws Failure 8 where one fails, 7 where it takes too long, 5 where one is deleted or overtaken meanwhile
     */
    public void run(List<Target> targets, Duration timeout) {
        try {
            follow(targets, timeout);
            events.ifPresent(it -> it.result(ExitCode.OK, "done"));
        } catch (Failure failure) {
            events.ifPresent(it -> it.result(failure.code(), String.valueOf(failure.getMessage())));
            throw failure;
        }
    }

    private void follow(List<Target> targets, Duration timeout) {
        List<ServiceWatch> watches = new ArrayList<>();
        Thread interrupted = new Thread(() -> block.print(List.of("Stopped watching; " + goesOn(targets))));
        Runtime.getRuntime().addShutdownHook(interrupted);
        try {
            open.addAll(targets);
            for (Target target : open) {
                stories.put(target, new Story(target.name()));
                states.put(target, ServiceState.UNKNOWN);
                watches.add(ServiceWatch.start(api, target, updates::add));
            }
            await(clock.millis() + timeout.toMillis(), timeout);
        } finally {
            watches.forEach(ServiceWatch::close);
            block.show(List.of());
            removeHook(interrupted);
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ignored) {
            // The process ends already, by Ctrl-C: the hook has its say.
        }
    }

    private void await(long deadline, Duration timeout) {
        askedAt = clock.millis();
        while (!open.isEmpty()) {
            long left = deadline - clock.millis();
            if (left <= 0) {
                throw tooLate(timeout);
            }
            Update update = poll(Math.min(left, TICK_MILLIS));
            for (; update != null; update = updates.poll()) {
                take(update);
            }
            failIfFailed();
            askProbes();
            if (block.isLive()) {
                block.show(scene.draw(states, answers, clock.millis()));
            }
        }
    }

    private Update poll(long millis) {
        try {
            return updates.poll(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new Failure(ExitCode.INTERRUPTED, "interrupted");
        }
    }

    private void take(Update update) {
        Target target = update.target();
        if (!open.contains(target)) {
            // It is where it should be; what comes after that is another story.
            return;
        }
        switch (update) {
            case Update.Seen seen -> seen(target, new ServiceState(seen.document()));
            case Update.Gone gone -> gone(target);
            case Update.Lost why -> {
                if (!lost) {
                    say(target, new Story.Line("lost the connection to runed (" + why.why() + "); trying again", true));
                }
                lost = true;
            }
            case Update.Refused refused -> throw refused.failure();
        }
    }

    private void seen(Target target, ServiceState state) {
        if (lost) {
            say(target, new Story.Line("runed is back", false));
            lost = false;
        }
        states.put(target, state);
        stories.get(target).next(state, clock.millis()).forEach(line -> say(target, line));
        if (target.gone()) {
            return;
        }
        Optional<OperationState> ended = state.ended(target.generation());
        if (ended.isPresent()) {
            ended(target, state, ended.get());
        } else if (state.resting(target.generation())) {
            tellFailure(target, state, state.rollout());
            throw new Failure(ExitCode.ROLLOUT_FAILED,
                    "the " + state.rollout().what() + " of " + target.name() + " failed and rests; "
                            + running(target, state),
                    "Go on with 'rune rollout resume " + target.name() + "', or back with 'rune rollout undo "
                            + target.name() + "'.");
        } else if (state.reached(target.generation())) {
            open.remove(target);
        }
    }

    /** What we wait for is over: it has arrived, or it failed and the service goes back, or something newer came. */
    private void ended(Target target, ServiceState state, OperationState operation) {
        if (operation.is("Complete")) {
            if (state.observed(target.generation())) {
                open.remove(target);
            }
        } else if (operation.is("RolledBack")) {
            if (failed.put(target, operation) == null) {
                tellFailure(target, state, operation);
            }
            if (state.reached(target.generation())) {
                throw goneBack(target, state);
            }
        } else {
            throw new Failure(ExitCode.CONFLICT, "the " + operation.what() + " of " + target.name() + " was "
                    + operation.message() + "; " + running(target, state));
        }
    }

    private void tellFailure(Target target, ServiceState state, OperationState operation) {
        block.show(List.of());
        List<String> lines = new ArrayList<>();
        lines.add(console.colours().bad("the " + operation.what() + " of " + target.name() + " failed"));
        lines.addAll(Report.of(api, target, state, operation));
        block.print(lines);
    }

    private Failure goneBack(Target target, ServiceState state) {
        OperationState operation = Objects.requireNonNull(failed.get(target));
        return new Failure(ExitCode.ROLLOUT_FAILED, "the " + operation.what() + " of " + target.name()
                + " failed and was rolled back; " + running(target, state),
                "See 'rune rollout history " + target.name() + "'.");
    }

    private static String running(Target target, ServiceState state) {
        return target.name() + " is now " + state.phase() + " with " + state.readiness();
    }

    private void gone(Target target) {
        if (!target.gone()) {
            throw new Failure(ExitCode.CONFLICT, "service " + target.name() + " was deleted meanwhile");
        }
        open.remove(target);
        states.remove(target);
    }

    /** On a terminal the block shows how things are; above it stands what would be missed there. */
    private void say(Target target, Story.Line line) {
        events.ifPresent(it -> it.progress(target, line, states.getOrDefault(target, ServiceState.UNKNOWN)));
        if (line.trouble()) {
            block.print(List.of(console.colours().bad(line.text())));
        } else if (!block.isLive()) {
            block.print(List.of(line.text()));
        }
    }

    private void askProbes() {
        long now = clock.millis();
        if (now - askedAt < QUICK_MILLIS) {
            return;
        }
        askedAt = now;
        answers.clear();
        for (Target target : open) {
            ServiceState state = states.get(target);
            if (target.gone()) {
                continue;
            }
            for (InstanceState instance : state.instances()) {
                if (instance.startingOrSick()) {
                    probes.of(target).forEach(answer -> take(target, answer));
                    break;
                }
            }
        }
    }

    private void take(Target target, ProbeAnswers.Answer answer) {
        answers.put(answer.instance(), answer.toString());
        if (!block.isLive() && probes.isNew(answer)) {
            say(target, new Story.Line(target.name() + ": instance " + answer.instance() + " is not ready: " + answer,
                    false));
        }
    }

    private void failIfFailed() {
        List<Target> hopeless = open.stream().filter(this::hopeless).toList();
        if (hopeless.isEmpty()) {
            return;
        }
        block.show(List.of());
        List<String> names = new ArrayList<>();
        for (Target target : hopeless) {
            names.add(target.name());
            List<String> lines = new ArrayList<>();
            lines.add(console.colours().bad("service " + target.name() + " failed") + ": "
                    + states.get(target).readiness());
            lines.addAll(Report.of(api, target, states.get(target)));
            block.print(lines);
        }
        hopeless.forEach(open::remove);
        String others = open.isEmpty() ? "" : "; the others go on: " + summary();
        throw new Failure(ExitCode.ROLLOUT_FAILED, "the rollout of " + String.join(", ", names) + " failed" + others,
                "runed keeps trying. See 'rune health " + names.get(0) + "' and 'rune logs " + names.get(0) + "'.");
    }

    private boolean hopeless(Target target) {
        ServiceState state = states.get(target);
        return !target.gone() && !failed.containsKey(target) && state.failed(target.generation());
    }

    private Failure tooLate(Duration timeout) {
        block.show(List.of());
        if (!failed.isEmpty()) {
            Target target = failed.keySet().iterator().next();
            return new Failure(ExitCode.ROLLOUT_FAILED, "the " + failed.get(target).what() + " of " + target.name()
                    + " failed, and the way back takes longer than " + words(timeout) + "; "
                    + running(target, states.get(target)), goesOn(List.of(target)));
        }
        for (Target target : open) {
            ServiceState state = states.get(target);
            List<String> lines = Report.of(api, target, state);
            if (!lines.isEmpty()) {
                lines.add(0, "service " + target.name() + ": " + state.readiness());
                block.print(lines);
            }
        }
        return new Failure(ExitCode.TIMEOUT, "not done after " + words(timeout) + ": " + summary(),
                goesOn(List.copyOf(open)));
    }

    private String summary() {
        List<String> all = new ArrayList<>();
        for (Target target : open) {
            ServiceState state = states.get(target);
            all.add(target.name() + " " + (target.gone() ? state.phase() : state.readiness()));
        }
        return String.join(", ", all);
    }

    private static String words(Duration timeout) {
        return timeout.toMillis() < 1000
                ? timeout.toMillis() + "ms"
                : timeout.toSeconds() % 60 == 0 && timeout.toSeconds() > 0
                        ? timeout.toMinutes() + "m"
                        : timeout.toSeconds() + "s";
    }

    private static String goesOn(List<Target> targets) {
        Target first = targets.get(0);
        String service = targets.size() == 1 ? "service " + first.name() : "services";
        return "runed goes on. Follow it with 'rune get " + service + " -n " + first.namespace() + " -w'.";
    }
}
