package dev.rune.testkit;

import dev.rune.kernel.launch.KernelLauncher;
import dev.rune.kernel.launch.KernelSettings;
import dev.rune.kernel.schedule.Scheduler;
import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spi.Provider;
import dev.rune.kernel.spi.exposure.ExposureProvider;
import dev.rune.kernel.spi.host.CastOptions;
import dev.rune.kernel.spi.host.CastResult;
import dev.rune.kernel.spi.host.Kernel;
import dev.rune.kernel.spi.runner.LogLine;
import dev.rune.kernel.spi.runner.LogReader;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.status.Event;
import dev.rune.kernel.status.InstanceId;
import dev.rune.kernel.status.InstanceStatus;
import dev.rune.kernel.status.ServicePhase;
import dev.rune.kernel.status.ServiceStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A whole kernel on a manual clock with a fake host, a fake probe and a store in memory. Nothing moves but in the calls
 * of this class, all in the calling thread; the same calls with the same seed give the same run. The kernel can be
 * ended, in order or by force, and started anew on the same host and store.
 */
public final class KernelHarness implements AutoCloseable {
    /** The namespace of services that name none. */
    public static final String NAMESPACE = "default";

    /** The type word of the runner whose instances are on {@link #otherHost}. */
    public static final String OTHER_RUNNER = "other";

    private static final Duration LONG = Duration.ofMinutes(10);

    private final ManualScheduler scheduler = new ManualScheduler();
    private final FakeHost host = new FakeHost(scheduler);
    private final FakeHost otherHost = new FakeHost(scheduler);
    private final FakeProbe probe = new FakeProbe();
    private final FakeMounts secretMounts = new FakeMounts("secret");
    private final FakeMounts configMounts = new FakeMounts("config");
    private final FakeMounts otherMounts = new FakeMounts("fake");
    private final FakeExposure http = new FakeExposure(ExposureProvider.HTTP, scheduler);
    private final FakeExposure tcp = new FakeExposure(ExposureProvider.TCP, scheduler);
    private final FakeExposure otherExposure = new FakeExposure("fake", scheduler);
    private final List<InstanceId> stoppedWhileRouted = new ArrayList<>();
    private final MasterKeysInMemory keys;
    private final Random random;
    private final Path directory;
    private InMemoryStore store = new InMemoryStore();
    private Scheduler part;
    private Kernel kernel;

    /** A running kernel. */
    public KernelHarness() {
        this(1);
    }

    /** A running kernel that draws its chances from {@code seed}. */
    public KernelHarness(long seed) {
        random = new Random(seed);
        keys = new MasterKeysInMemory(seed);
        try {
            directory = Files.createTempDirectory("rune-kernel");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        host.onStop(id -> {
            if (http.routes(id) || tcp.routes(id) || otherExposure.routes(id)) {
                stoppedWhileRouted.add(id);
            }
        });
        part = scheduler.part();
        kernel = launch();
        scheduler.runUntilIdle();
    }

    private Kernel launch() {
        return launch(List.of(new FakeRunnerProvider(host), FakeRunnerProvider.named(OTHER_RUNNER, otherHost)));
    }

    private Kernel launch(List<FakeRunnerProvider> runners) {
        KernelSettings settings = new KernelSettings(directory, List.of(), "harness", "node-1");
        List<Provider> providers = new ArrayList<>(runners);
        providers.addAll(List.of(probe, secretMounts, configMounts, otherMounts, http, tcp, otherExposure));
        return KernelLauncher.launch(settings, store, keys, providers, part, random);
    }

    /** The kernel that runs now. */
    public Kernel kernel() {
        return kernel;
    }

    /** The host. */
    public FakeHost host() {
        return host;
    }

    /** The host of the runner {@link #OTHER_RUNNER}. */
    public FakeHost otherHost() {
        return otherHost;
    }

    /** The probe. */
    public FakeProbe probe() {
        return probe;
    }

    /** The files of mounted secrets. */
    public FakeMounts secretMounts() {
        return secretMounts;
    }

    /** The files of mounted configmaps. */
    public FakeMounts configMounts() {
        return configMounts;
    }

    /** The files of mounts of the type {@code fake}, which castfiles ask for under {@code mounts}. */
    public FakeMounts otherMounts() {
        return otherMounts;
    }

    /** What services with a host are exposed by. */
    public FakeExposure http() {
        return http;
    }

    /** What services without a host are exposed by. */
    public FakeExposure tcp() {
        return tcp;
    }

    /** What services are exposed by that ask for the type {@code fake}. */
    public FakeExposure otherExposure() {
        return otherExposure;
    }

    /** The instances that were told to stop while they still got traffic: none, as long as exposures do what they are told. */
    public List<InstanceId> stoppedWhileRouted() {
        return List.copyOf(stoppedWhileRouted);
    }

    /** The master keys, which outlive the kernel. */
    public MasterKeysInMemory keys() {
        return keys;
    }

    /** The store that the kernel has now. */
    public InMemoryStore store() {
        return store;
    }

    /** What time it is. */
    public Instant now() {
        return scheduler.clock().instant();
    }

    /** Casts services and lets the kernel do what it does about it at once. */
    public CastResult cast(ServiceBuilder... services) {
        CastResult result = kernel.cast(Arrays.stream(services).map(ServiceBuilder::document).toList(),
                new CastOptions(NAMESPACE, false, false));
        scheduler.runUntilIdle();
        return result;
    }

    /** Casts services and waits until all of them are Running. */
    public void castAndAwait(ServiceBuilder... services) {
        cast(services).objects().forEach(object -> awaitPhase(object.name(), ServicePhase.RUNNING));
    }

    /** Sets a scale and lets the kernel do what it does about it at once. */
    public void scale(String service, int replicas) {
        kernel.scale(ref(service), replicas);
        scheduler.runUntilIdle();
    }

    /** Lets the clock move by {@code time}. */
    public void advance(Duration time) {
        scheduler.advance(time);
    }

    /** Lets everything happen that follows without the clock moving. */
    public void settle() {
        scheduler.runUntilIdle();
    }

    /**
     * Lets the clock move, from one thing to the next, until {@code condition} holds.
     *
     * @throws AssertionError when it still does not after ten minutes of the manual clock
     */
    public void await(String what, BooleanSupplier condition) {
        Instant end = now().plus(LONG);
        scheduler.runUntilIdle();
        while (!condition.getAsBoolean()) {
            if (!now().isBefore(end)) {
                throw new AssertionError("after " + LONG.toMinutes() + " minutes still not: " + what + "; host: "
                        + host.all() + "; events: " + events());
            }
            scheduler.advanceToNext(Duration.between(now(), end));
        }
    }

    /** {@link #await} that a service is in {@code phase}. */
    public void awaitPhase(String service, ServicePhase phase) {
        await(service + " is " + phase.word(), () -> status(service).phase() == phase);
    }

    /** {@link #await} that a service is there no more. */
    public void awaitGone(String service) {
        await(service + " is gone", () -> kernel.services(Optional.empty()).stream()
                .noneMatch(view -> view.ref().equals(ref(service))));
    }

    /** The status of a service. */
    public ServiceStatus status(String service) {
        return kernel.service(ref(service)).status();
    }

    /** The phase of a service. */
    public ServicePhase phase(String service) {
        return status(service).phase();
    }

    /** The living and waiting instances of a service, by slot. */
    public List<InstanceStatus> instances(String service) {
        return status(service).instances().stream().filter(instance -> instance.finishedAt().isEmpty()).toList();
    }

    /** What lives of a service, found on the host, in the order it was started. */
    public List<ObservedInstance> living(String service) {
        return host.living().stream().filter(instance -> instance.id().service().equals(ref(service))).toList();
    }

    /** Every event that is kept. */
    public List<Event> events() {
        return kernel.events(0);
    }

    /** The reasons of the events about a service or its instances, in order. */
    public List<String> reasons(String service) {
        return events().stream()
                .filter(event -> event.object().equals("service/" + service)
                        || event.object().startsWith("instance/" + service + "-"))
                .map(Event::reason).toList();
    }

    /** The service of this name in {@link #NAMESPACE}. */
    public static ServiceRef ref(String service) {
        return new ServiceRef(NAMESPACE, service);
    }

    /** Ends the kernel in order and starts another. */
    public void restartKernel() {
        endKernel();
        startKernel();
    }

    /** Ends the kernel in order. Only {@link #startKernel} makes sense afterwards, and what concerns the host. */
    public void endKernel() {
        kernel.close();
        part.close();
        scheduler.runUntilIdle();
    }

    /** Ends the kernel as {@code kill -9} would: at once, with what it was doing half done. */
    public void killKernel() {
        part.close();
        store.close();
        http.end();
        tcp.end();
        otherExposure.end();
        scheduler.runUntilIdle();
    }

    /** Starts a kernel on the host and the store, after the one before was ended. */
    public void startKernel() {
        store = store.reopened();
        part = scheduler.part();
        kernel = launch();
        scheduler.runUntilIdle();
    }

    /** {@link #startKernel}, with the plugin of the runner {@code fake} missing. */
    public void startKernelWithoutRunner() {
        store = store.reopened();
        part = scheduler.part();
        kernel = launch(List.of(FakeRunnerProvider.named(OTHER_RUNNER, otherHost)));
        scheduler.runUntilIdle();
    }

    /** {@link Kernel#stopAll()}, which blocks, while the clock moves. */
    public void stopAll() {
        Thread stopping = Thread.ofVirtual().start(kernel::stopAll);
        Await.until("stopAll waits", Duration.ofSeconds(20), () -> stopping.getState() == Thread.State.WAITING
                || !stopping.isAlive());
        Instant end = now().plus(LONG);
        while (stopping.isAlive() && now().isBefore(end)) {
            scheduler.advanceToNext(Duration.ofSeconds(1));
            Await.until("stopAll waits", Duration.ofSeconds(20), () -> stopping.getState() == Thread.State.WAITING
                    || !stopping.isAlive());
        }
        if (stopping.isAlive()) {
            throw new AssertionError("stopAll does not end; there live " + host.living());
        }
    }

    /** The lines that {@code reader} gives, which must come to an end while the clock moves by at most {@code time}. */
    public List<LogLine> read(LogReader reader, Duration time) {
        List<LogLine> lines = Collections.synchronizedList(new ArrayList<>());
        Thread reading = Thread.ofVirtual().start(() -> {
            try (reader) {
                for (Optional<LogLine> line = reader.next(); line.isPresent(); line = reader.next()) {
                    lines.add(line.get());
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        Instant end = now().plus(time);
        Await.until("the reader comes to its end", Duration.ofSeconds(20), () -> {
            scheduler.runUntilIdle();
            if (now().isBefore(end)) {
                scheduler.advanceToNext(Duration.between(now(), end));
            }
            return !reading.isAlive();
        });
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        kernel.close();
        scheduler.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
