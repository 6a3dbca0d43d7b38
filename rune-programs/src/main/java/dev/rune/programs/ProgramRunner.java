package dev.rune.programs;

import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spec.Signal;
import dev.rune.kernel.spec.StopPolicy;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.runner.Capability;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.spi.runner.LogQuery;
import dev.rune.kernel.spi.runner.LogReader;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.spi.runner.Refusal;
import dev.rune.kernel.spi.runner.Runner;
import dev.rune.kernel.spi.runner.Workload;
import dev.rune.kernel.status.Endpoint;
import dev.rune.kernel.status.InstanceId;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A runner whose instances are programs on this host, run as the daemon's user. Programs outlive the daemon; everything
 * about them is in the plugin's state directory. It keeps the runner's contract: whoever hands it a {@link Launcher} need
 * not think of it.
 *
 * <p>What a program leaves behind is found by a variable it inherited, and by being its child: what is neither is not ended
 * with it. An exit code from 129 to 192 is taken for a signal, as in a shell. A stream of an instance keeps its last 16 to 32
 * MiB.
 *
 * <p>Safe for use by many threads. Status: evolving since 0.1.
 */
public final class ProgramRunner implements Runner {
    /** What it can do beyond starting and stopping. */
    public static final Set<Capability> CAPABILITIES = Set.of(Capability.LOGS, Capability.SIGNAL);

    private static final Duration SOON = Duration.ofMillis(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    /** How long what was killed may take to be gone. */
    private static final Duration KILLED = Duration.ofSeconds(20);
    /** How long a keeper may take to start its program; the kernel gives up on a start a little later. */
    private static final Duration STARTED = Duration.ofSeconds(45);

    private final Path state;
    private final Launcher launcher;
    private final FreePorts ports = new FreePorts();
    /** Those that lived when they were last looked at. */
    private final Map<InstanceId, Kept> living = new ConcurrentHashMap<>();
    /** Looks for ends; written by {@link #watch}, under this object's lock. */
    private Optional<Thread> watcher = Optional.empty();

    /**
     * A runner in the state directory of {@code context}, which finds what an earlier one started there.
     *
     * @throws ProblemException when the directory cannot be read
     */
    public ProgramRunner(PluginContext context, Launcher launcher) {
        this.state = context.stateDirectory().toAbsolutePath().normalize();
        this.launcher = Objects.requireNonNull(launcher);
        kept().stream().filter(Kept::alive).forEach(kept -> {
            living.put(kept.id(), kept);
            ports.keep(kept.id(), kept.endpoints());
        });
    }

    /** What such a runner cannot do of {@code workload}: limits, which are not enforced. */
    public static List<Refusal> check(Workload workload) {
        List<Refusal> refusals = new ArrayList<>();
        workload.resources().cpuLimit().ifPresent(limit -> refusals.add(limit("cpu", limit)));
        workload.resources().memoryLimit().ifPresent(limit -> refusals.add(limit("memory", limit)));
        return refusals;
    }

    private static Refusal limit(String what, Object limit) {
        return new Refusal("resources." + what + ".limit",
                "this runner cannot limit " + what + " to " + limit + "; leave the limit out or use another runner");
    }

    @Override
    public void start(InstanceSpec spec) {
        InstanceFolder folder = folder(spec.id());
        try {
            if (isStarted(folder)) {
                return;
            }
            folder.delete();
            List<Endpoint> endpoints = ports.endpoints(spec);
            start(spec, folder, endpoints);
            Kept.read(folder, spec.id()).ifPresent(kept -> living.put(kept.id(), kept));
        } catch (IOException e) {
            ports.giveBack(spec.id());
            throw unavailable(spec.id() + " cannot be started: " + e, e);
        } catch (InterruptedException e) {
            ports.giveBack(spec.id());
            throw unavailable("the start of " + spec.id() + " was interrupted", e);
        } catch (ProblemException e) {
            ports.giveBack(spec.id());
            throw e;
        }
    }

    /** Whether it was, also by a runner that died before it could say so. */
    private static boolean isStarted(InstanceFolder folder) throws IOException, InterruptedException {
        if (folder.read(InstanceFolder.INSTANCE).isEmpty()) {
            return false;
        }
        await(Duration.ofSeconds(2), () -> Files.exists(folder.log(InstanceFolder.RUNS)));
        return Files.exists(folder.log(InstanceFolder.RUNS));
    }

    private void start(InstanceSpec spec, InstanceFolder folder, List<Endpoint> endpoints)
            throws IOException, InterruptedException {
        Program said = launcher.program(spec,
                endpoints.stream().collect(Collectors.toMap(Endpoint::name, Endpoint::port)));
        Program program = new Program(said.command(),
                Surroundings.of(spec, endpoints, said.env(), folder), said.workdir());
        Kept.write(folder, spec, endpoints);
        Process keeper = keeper(folder);
        boolean begun = false;
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(keeper.getOutputStream()))) {
            program.write(out);
            out.flush();
            await(STARTED, () -> Files.exists(folder.log(InstanceFolder.RUNS)) || !keeper.isAlive());
            begun = Files.exists(folder.log(InstanceFolder.RUNS));
            if (!begun) {
                throw ProblemException.of(ProblemCode.START_FAILED, folder.read(InstanceFolder.FAILED)
                        .orElse("the keeper of " + spec.id() + " ended before it had started the program"));
            }
        } finally {
            if (!begun) {
                keeper.destroyForcibly();
                Processes.marked(folder).forEach(Life::kill);
                folder.delete();
            }
        }
    }

    private static Process keeper(InstanceFolder folder) throws IOException {
        List<String> command = new ArrayList<>();
        // A session of its own: Ctrl-C in the terminal of a daemon is not meant for what it runs.
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            command.add("/usr/bin/setsid");
        }
        command.addAll(List.of(System.getProperty("java.home") + "/bin/java", "-Xms4m", "-Xmx24m", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-cp", library(), Keeper.class.getName(), folder.path().toString()));
        ProcessBuilder builder = new ProcessBuilder(command).directory(new java.io.File("/")).redirectErrorStream(true)
                .redirectOutput(folder.log("keeper.log").toFile());
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", Surroundings.PATH, "LANG", "C.UTF-8"));
        return builder.start();
    }

    /** Where the classes of this library are. */
    private static String library() throws IOException {
        try {
            return Path.of(ProgramRunner.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void stop(InstanceId id, StopPolicy policy) {
        Optional<Kept> found = find(id);
        if (found.isEmpty()) {
            return;
        }
        Kept kept = found.get();
        try {
            Processes.send(kept.program(), policy.signal());
            List<Life> children = ProcessHandle.of(kept.program().pid()).filter(_ -> kept.program().lasts())
                    .map(program -> program.descendants().map(child -> Life.of(child.pid())).toList())
                    .orElse(List.of());
            await(policy.gracePeriod(), () -> !kept.program().lasts());
            kept.program().kill();
            children.forEach(Life::kill);
            if (!await(KILLED, () -> {
                List<Life> rest = Processes.marked(kept.folder());
                rest.forEach(Life::kill);
                return rest.isEmpty() && !kept.alive();
            })) {
                throw ProblemException.of(ProblemCode.UNAVAILABLE, "what " + id + " started does not end, although it "
                        + "was killed " + KILLED.toSeconds() + " s ago");
            }
        } catch (InterruptedException e) {
            throw unavailable("the stop of " + id + " was interrupted", e);
        }
    }

    @Override
    public void remove(InstanceId id) {
        if (find(id).filter(Kept::alive).isPresent()) {
            throw ProblemException.of(ProblemCode.CONFLICT, id + " lives and cannot be removed; stop it first");
        }
        try {
            folder(id).delete();
            ports.giveBack(id);
        } catch (IOException e) {
            throw unavailable("the files of " + id + " cannot be deleted: " + e, e);
        }
    }

    @Override
    public List<ObservedInstance> list() {
        List<ObservedInstance> listed = new ArrayList<>();
        for (Kept kept : kept()) {
            try {
                listed.add(kept.observed());
            } catch (IOException e) {
                if (Files.exists(kept.folder().log(InstanceFolder.RUNS))) {
                    throw unavailable("the end of " + kept.id() + " cannot be read: " + e, e);
                }
            }
        }
        return listed;
    }

    @Override
    public synchronized void watch(Consumer<InstanceId> changed) {
        watcher = Optional.of(Thread.ofVirtual().name("ends of programs").start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                living.values().stream().filter(kept -> !kept.alive()).forEach(kept -> {
                    living.remove(kept.id(), kept);
                    ports.giveBack(kept.id());
                    changed.accept(kept.id());
                });
                try {
                    Thread.sleep(BETWEEN_LOOKS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }));
    }

    @Override
    public LogReader logs(InstanceId id, LogQuery query) {
        Kept kept = find(id).orElseThrow(() -> unknown(id));
        try {
            return new MergedLines(kept.folder(), id, query, kept::alive);
        } catch (IOException e) {
            throw unavailable("the output of " + id + " cannot be read: " + e, e);
        }
    }

    @Override
    public void signal(InstanceId id, Signal signal) {
        Kept kept = find(id).orElseThrow(() -> unknown(id));
        try {
            Processes.send(kept.program(), signal);
        } catch (InterruptedException e) {
            throw unavailable("the sending of " + signal + " to " + id + " was interrupted", e);
        }
    }

    /** Stops looking for ends. Programs and their keepers go on. */
    @Override
    public synchronized void close() {
        watcher.ifPresent(thread -> {
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        watcher = Optional.empty();
    }

    private InstanceFolder folder(InstanceId id) {
        return new InstanceFolder(state.resolve("instances").resolve(id.namespace()).resolve(id.name()));
    }

    private Optional<Kept> find(InstanceId id) {
        try {
            return Kept.read(folder(id), id);
        } catch (IOException e) {
            throw unavailable("the files of " + id + " cannot be read: " + e, e);
        }
    }

    private List<Kept> kept() {
        List<Kept> all = new ArrayList<>();
        for (Path namespace : entries(state.resolve("instances"))) {
            for (Path instance : entries(namespace)) {
                find(new InstanceId(namespace.getFileName().toString(), instance.getFileName().toString()))
                        .ifPresent(all::add);
            }
        }
        return all;
    }

    private static List<Path> entries(Path directory) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            all.forEach(entries::add);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw unavailable("the instances in " + directory + " cannot be listed: " + e, e);
        }
        return entries;
    }

    /** Whether {@code what} came true before {@code limit} passed. */
    private static boolean await(Duration limit, BooleanSupplier what) throws InterruptedException {
        long begun = System.nanoTime();
        while (!what.getAsBoolean()) {
            if (System.nanoTime() - begun >= limit.toNanos()) {
                return false;
            }
            Thread.sleep(SOON);
        }
        return true;
    }

    private static ProblemException unknown(InstanceId id) {
        return ProblemException.of(ProblemCode.NOT_FOUND, "there is no instance " + id);
    }

    private static ProblemException unavailable(String message, Exception cause) {
        return new ProblemException(Problem.of(ProblemCode.UNAVAILABLE, message), cause);
    }
}
