package dev.rune.plugin.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spec.Signal;
import dev.rune.kernel.spec.StopPolicy;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.runner.ExecRequest;
import dev.rune.kernel.spi.runner.ExecSession;
import dev.rune.kernel.spi.runner.FileOwner;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.spi.runner.LogQuery;
import dev.rune.kernel.spi.runner.LogReader;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.spi.runner.Runner;
import dev.rune.kernel.spi.runner.Usage;
import dev.rune.kernel.spi.runner.Workload;
import dev.rune.kernel.status.InstanceId;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Runs containers on a Docker engine. Safe for use by several threads. */
final class DockerRunner implements Runner {
    private final Engine engine;
    private final String owner;
    private final OutsideHand outside = new OutsideHand();
    private final Images images;
    private final Accounts accounts;
    private final Networks networks;
    private final Containers containers;
    private final Starter starter;
    /** Written once, by {@link #watch}. */
    private volatile Optional<EventStream> events = Optional.empty();
    /** Replaced by each list: whom to give a hint when the engine is back. */
    private volatile Set<InstanceId> listed = Set.of();

    DockerRunner(PluginContext context, EngineAddress address, DockerSettings settings, HostPaths paths) {
        this.engine = new Engine(address);
        this.owner = context.owner();
        this.images = new Images(engine, settings);
        this.accounts = new Accounts(engine, owner);
        this.networks = new Networks(engine, owner);
        this.containers = new Containers(engine, owner, networks, outside, DockerRunner::inBackground);
        this.starter = new Starter(engine, owner, images, networks, containers, outside, paths);
    }

    /** For what need not be done now, and is done again by the next list if it fails. */
    private static void inBackground(Runnable task) {
        Thread.ofVirtual().name("docker-tidy").start(() -> {
            try {
                task.run();
            } catch (ProblemException later) {
                // The next list finds the same and tries again.
            }
        });
    }

    @Override
    public void prepare(InstanceSpec spec) {
        images.provide((ContainerSection) spec.workload().section());
    }

    @Override
    public Optional<FileOwner> fileOwner(Workload workload) {
        return Optional.of(accounts.owner((ContainerSection) workload.section()));
    }

    @Override
    public void start(InstanceSpec spec) {
        starter.start(spec);
    }

    @Override
    public void stop(InstanceId id, StopPolicy policy) {
        Optional<Containers.Found> found = containers.recent(id).filter(Containers.Found::alive);
        if (found.isEmpty()) {
            return;
        }
        String container = found.get().container();
        outside.weEnd(container);
        CompletableFuture<Void> end = new CompletableFuture<>();
        Thread waiting = Thread.ofVirtual().name("docker-wait").start(() -> awaitEnd(id, container, end));
        try {
            if (found.get().paused()) {
                // A paused program could not answer the signal.
                quietly("unpausing " + id, () -> engine.client().unpauseContainerCmd(container).exec());
            }
            if (policy.signal() != Signal.SIGKILL) {
                kill(id, container, policy.signal());
                ended(end, policy.gracePeriod());
            }
            if (!end.isDone()) {
                kill(id, container, Signal.SIGKILL);
            }
            end.get();
            // The engine tells the end a moment before its list shows it; this question waits for the list.
            engine.find("looking at " + id, client -> client.inspectContainerCmd(container).exec());
        } catch (InterruptedException late) {
            Thread.currentThread().interrupt();
            throw ProblemException.of(ProblemCode.DEADLINE, "instance " + id + " has not ended yet");
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof ProblemException told
                    ? new ProblemException(told.problem(), failed)
                    : new IllegalStateException(failed.getCause());
        } finally {
            waiting.interrupt();
        }
    }

    private static void ended(CompletableFuture<Void> end, Duration grace)
            throws InterruptedException, ExecutionException {
        try {
            end.get(grace.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException unimpressed) {
            // Then it is killed.
        }
    }

    private void awaitEnd(InstanceId id, String container, CompletableFuture<Void> end) {
        try {
            engine.document("waiting for the end of " + id, "POST",
                    "/containers/" + container + "/wait?condition=not-running");
            end.complete(null);
        } catch (RuntimeException failure) {
            end.completeExceptionally(failure);
        }
    }

    private void kill(InstanceId id, String container, Signal signal) {
        quietly("sending " + signal + " to " + id, () -> engine.client().killContainerCmd(container)
                .withSignal(Integer.toString(signal.number())).exec());
    }

    /** Does what has no object any more when the container has ended or is gone. */
    private void quietly(String what, Runnable request) {
        try {
            request.run();
        } catch (NotFoundException | ConflictException ended) {
            // That is what was wanted.
        } catch (RuntimeException failure) {
            throw Faults.of(engine.address(), what, failure);
        }
    }

    @Override
    public void remove(InstanceId id) {
        containers.find(id).ifPresent(found -> {
            if (found.alive()) {
                throw ProblemException.of(ProblemCode.CONFLICT, "instance " + id + " still runs: stop it first");
            }
            outside.weEnd(found.container());
            quietly("removing " + id, () -> engine.client().removeContainerCmd(found.container())
                    .withRemoveVolumes(true).exec());
        });
        containers.forgetVanished(id);
        inBackground(() -> {
            if (containers.empty(id)) {
                networks.discard(id.namespace());
            }
        });
    }

    @Override
    public List<ObservedInstance> list() {
        List<ObservedInstance> observed = containers.observed();
        Set<InstanceId> ids = new HashSet<>();
        observed.forEach(instance -> ids.add(instance.id()));
        listed = ids;
        return observed;
    }

    @Override
    public void watch(Consumer<InstanceId> changed) {
        events = Optional.of(new EventStream(engine, owner, outside, containers, changed,
                () -> listed.forEach(changed)));
    }

    @Override
    public Optional<String> trouble() {
        return events.flatMap(EventStream::trouble);
    }

    @Override
    public LogReader logs(InstanceId id, LogQuery query) {
        return containers.find(id).filter(found -> !found.onlyCreated())
                .flatMap(found -> ContainerLogReader.open(engine, id, found.container(), query))
                .orElseThrow(() -> ProblemException.of(ProblemCode.NOT_FOUND, "no instance " + id + " is known"));
    }

    @Override
    public ExecSession exec(InstanceId id, ExecRequest request) {
        return CommandInside.start(engine, id, containers.living(id).container(), request);
    }

    @Override
    public void signal(InstanceId id, Signal signal) {
        String container = containers.living(id).container();
        outside.weSignal(container);
        kill(id, container, signal);
    }

    @Override
    public Usage usage(InstanceId id) {
        String container = containers.living(id).container();
        JsonNode stats = engine.document("measuring " + id, "GET",
                "/containers/" + container + "/stats?stream=false&one-shot=true")
                .orElseThrow(() -> Problem.of(ProblemCode.NOT_FOUND, "no instance " + id + " is known").toException());
        JsonNode memory = stats.path("memory_stats");
        // What the kernel only keeps for later is not held.
        long cache = memory.path("stats").path("total_inactive_file")
                .asLong(memory.path("stats").path("inactive_file").asLong());
        return new Usage(Duration.ofNanos(stats.path("cpu_stats").path("cpu_usage").path("total_usage").asLong()),
                Math.max(0, memory.path("usage").asLong() - cache), stats.path("pids_stats").path("current").asInt());
    }

    /** How often the engine had to be asked for an image. */
    CacheStats imageStats() {
        return images.stats();
    }

    @Override
    public void close() {
        events.ifPresent(EventStream::close);
    }
}
