package dev.rune.testkit;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spec.Port;
import dev.rune.kernel.spec.Resources;
import dev.rune.kernel.spec.Signal;
import dev.rune.kernel.spec.StopPolicy;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.runner.Capability;
import dev.rune.kernel.spi.runner.ExecRequest;
import dev.rune.kernel.spi.runner.ExecSession;
import dev.rune.kernel.spi.runner.FileOwner;
import dev.rune.kernel.spi.runner.InstanceLabels;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.spi.runner.MountedDirectory;
import dev.rune.kernel.spi.runner.LogLine;
import dev.rune.kernel.spi.runner.LogQuery;
import dev.rune.kernel.spi.runner.LogReader;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.spi.runner.Runner;
import dev.rune.kernel.spi.runner.RunnerProvider;
import dev.rune.kernel.spi.runner.Workload;
import dev.rune.kernel.status.InstanceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A runner under test with everything a rule does to it. Plugins may use it for tests of their own beside the contract.
 * Used by one thread, except where a method says otherwise.
 */
public final class RunnerBench implements AutoCloseable {
    /** The variable by which everything that came of an instance is recognised. */
    public static final String MARK = "RUNE_CONTRACT_MARK";
    /** Ends an instance without ceremony. */
    public static final StopPolicy AT_ONCE = new StopPolicy(Signal.SIGKILL, Duration.ZERO);

    private static final Consumer<InstanceId> DEAF = _ -> {};

    private final RunnerFixture fixture;
    private final Path directory;
    private final String owner = UUID.randomUUID().toString();
    private final List<Runner> made = new ArrayList<>();
    private Runner runner;

    /**
     * A bench with a first runner.
     *
     * @param directory where the state directories are made
     */
    public RunnerBench(RunnerFixture fixture, Path directory) {
        this.fixture = fixture;
        this.directory = directory;
        this.runner = another(owner, DEAF);
    }

    /** The fixture. */
    public RunnerFixture fixture() {
        return fixture;
    }

    /** The provider under test. */
    public RunnerProvider provider() {
        return fixture.provider();
    }

    /** The runner that was made last. */
    public Runner runner() {
        return runner;
    }

    /** How long to wait for what should happen soon. */
    public Duration patience() {
        return fixture.patience();
    }

    /** A runner of {@code owner} beside the others, with a state directory for that owner. */
    public Runner another(String owner, Consumer<InstanceId> changed) {
        Path state = directory.resolve(owner);
        try {
            Files.createDirectories(state);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runner fresh = provider().create(new PluginContext(owner, state));
        made.add(fresh);
        fresh.watch(changed);
        return fresh;
    }

    /** Closes the runner, as a daemon's orderly end does; the next call must be {@link #renew()}. */
    public void shut() {
        if (made.remove(runner)) {
            runner.close();
        }
    }

    /** Closes the runner and makes another on its state, as a daemon's orderly restart does. */
    public Runner renew(Consumer<InstanceId> changed) {
        shut();
        runner = another(owner, changed);
        return runner;
    }

    /** {@link #renew(Consumer)}, without asking for hints. */
    public Runner renew() {
        return renew(DEAF);
    }

    /** Abandons the runner and makes another on its state, as the sudden end of a daemon and its next start do. */
    public Runner replaceAbandoned() {
        fixture.abandon(runner);
        made.remove(runner);
        runner = another(owner, DEAF);
        return runner;
    }

    /** Whether the runner declares {@code capability}. */
    public boolean can(Capability capability) {
        return provider().capabilities().contains(capability);
    }

    /** A new instance that behaves so. */
    public InstanceSpec spec(Behaviour behaviour) {
        return spec(behaviour, Map.of(), List.of(), Resources.NONE);
    }

    /** A new instance that behaves so, with surroundings. */
    public InstanceSpec spec(Behaviour behaviour, Map<String, String> env, List<Port> ports, Resources resources) {
        String unique = UUID.randomUUID().toString();
        Map<String, String> marked = new HashMap<>(env);
        marked.put(MARK, unique);
        InstanceId id = new InstanceId("contract", "subject-" + unique.substring(0, 8));
        InstanceLabels labels = new InstanceLabels("subject", unique, 3, 7, 12, "sha256:" + unique.replace("-", ""));
        return new InstanceSpec(id, labels, new Workload(fixture.section(behaviour), marked, ports, resources),
                List.of());
    }

    /** {@code spec} with a file mounted into it, made as a mount handler makes it. */
    public InstanceSpec mounted(InstanceSpec spec, String name, String file, String text) {
        Path made = directory.resolve("mounts").resolve(spec.id().name()).resolve(name);
        Path seen = directory.resolve("seen").resolve(name);
        try {
            // Where the runner shows it there, the place need not be made on the host.
            Files.createDirectories(seen);
            Path path = made.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
            Optional<FileOwner> reader = runner.fileOwner(spec.workload());
            for (Path each = path; each != null && !each.equals(directory); each = each.getParent()) {
                Files.setPosixFilePermissions(each,
                        PosixFilePermissions.fromString(each.equals(path) ? "r--------" : "rwx--x--x"));
                if (reader.isPresent() && each.startsWith(made)) {
                    Files.setAttribute(each, "unix:uid", (int) reader.get().uid());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new InstanceSpec(spec.id(), spec.labels(), spec.workload(),
                List.of(new MountedDirectory(name, made, seen.toString())));
    }

    /** A new instance that behaves so, prepared and started. */
    public InstanceSpec started(Behaviour behaviour) {
        return started(spec(behaviour));
    }

    /** {@code spec}, after it was prepared and started. May be called by several threads. */
    public InstanceSpec started(InstanceSpec spec) {
        runner.prepare(spec);
        runner.start(spec);
        return spec;
    }

    /** The instance as the runner lists it. */
    public Optional<ObservedInstance> listed(InstanceSpec spec) {
        List<ObservedInstance> found = runner.list().stream().filter(seen -> seen.id().equals(spec.id())).toList();
        if (found.size() > 1) {
            throw new AssertionError(spec.id() + " is listed " + found.size() + " times: " + found);
        }
        return found.stream().findFirst();
    }

    /** The instance as the runner lists it, where it must be listed. */
    public ObservedInstance observed(InstanceSpec spec) {
        return listed(spec).orElseThrow(() -> new AssertionError(spec.id() + " is not listed"));
    }

    /** The instance once it has ended. */
    public ObservedInstance awaitEnd(InstanceSpec spec) {
        return Await.value(spec.id() + " is listed as ended", patience(),
                () -> listed(spec).filter(seen -> !seen.alive()));
    }

    /** What lives of an instance, found without the runner's help; each as text. */
    public List<String> living(InstanceSpec spec) {
        return fixture.living(spec.workload().env().getOrDefault(MARK, ""));
    }

    /** The lines that {@code query}, which does not follow, selects. */
    public List<LogLine> lines(InstanceSpec spec, LogQuery query) {
        List<LogLine> lines = new ArrayList<>();
        try (LogReader reader = runner.logs(spec.id(), query)) {
            for (Optional<LogLine> line = reader.next(); line.isPresent(); line = reader.next()) {
                lines.add(line.get());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while reading logs", stopped);
        }
        return lines;
    }

    /** The texts of all lines. */
    public List<String> texts(InstanceSpec spec) {
        return lines(spec, LogQuery.all()).stream().map(LogLine::text).toList();
    }

    /** Returns once the instance has written {@code text} as a line. */
    public void awaitLine(InstanceSpec spec, String text) {
        Await.until(spec.id() + " has written '" + text + "'", patience(), () -> texts(spec).contains(text));
    }

    /** Executes a program that behaves so beside the instance. */
    public ExecSession exec(InstanceSpec spec, Behaviour.Program program) {
        return runner.exec(spec.id(),
                new ExecRequest(fixture.command(program), Map.of(), Optional.empty(), Optional.empty()));
    }

    /**
     * Calls {@code call}, which must be refused with one of {@code codes}.
     *
     * @throws AssertionError when it is not
     */
    public static void refused(Set<ProblemCode> codes, Runnable call) {
        try {
            call.run();
        } catch (ProblemException problem) {
            if (codes.contains(problem.problem().code())) {
                return;
            }
            throw new AssertionError("must be refused as one of " + codes + " but was as " + problem.problem(),
                    problem);
        } catch (RuntimeException other) {
            throw new AssertionError("must be refused with a problem, one of " + codes + ", but threw " + other, other);
        }
        throw new AssertionError("must be refused as one of " + codes + " but was not");
    }

    /** Ends and removes what is still there and closes everything, to the end; no rule is about what goes wrong. */
    @Override
    public void close() {
        for (Runner each : made) {
            toTheEnd(() -> each.list().forEach(seen -> {
                toTheEnd(() -> each.stop(seen.id(), AT_ONCE));
                toTheEnd(() -> each.remove(seen.id()));
            }));
            toTheEnd(each::close);
        }
        fixture.close();
    }

    private static void toTheEnd(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException _) {
            // The rules judge the runner; cleaning up after them must not fail another one.
        }
    }
}
