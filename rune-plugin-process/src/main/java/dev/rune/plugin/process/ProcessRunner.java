package dev.rune.plugin.process;

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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Runs native processes through {@code rune-shim}. Safe for use by several threads. */
final class ProcessRunner implements Runner {
    /** How long a shim may take to end its tree before we help it. */
    private static final Duration SHIM_PATIENCE = Duration.ofSeconds(3);
    /** The files of a shim are numbered in serve.c: this is the request that started its instance. */
    private static final String SHIM_REQUEST = "fd/3";
    private static final int TICKS_PER_SECOND = 100;

    private final Path program;
    private final EventLoop loop;
    private final ShimServer shims;
    private final Instances instances;
    private final Starter starter;

    /**
     * Finds again what an earlier daemon has started.
     *
     * @param program       {@code rune-shim}
     * @param logBoundBytes how much of what the instances of one service have written is kept
     */
    ProcessRunner(PluginContext context, Path program, long logBoundBytes) {
        this.program = program;
        NativeCode.unpackInto(context.stateDirectory().resolve("native"));
        RunFolders folders = new RunFolders(context.stateDirectory().resolve("run"));
        loop = new EventLoop();
        ShimServer server = null;
        try {
            server = new ShimServer(program, folders.root(), context.stateDirectory().resolve("shim.lock"));
            PortAllocator ports = new PortAllocator(RandomGenerator.getDefault());
            shims = server;
            MountPoints mountPoints = new MountPoints(context.stateDirectory().resolve("mount-points"));
            instances = new Instances(folders, loop, new LogKeeper(loop, logBoundBytes), ports, mountPoints);
            starter = new Starter(context.owner(), folders, shims, instances, ports, mountPoints);
            new Survivors(context.owner(), folders, instances).find();
            instances.sweep();
        } catch (RuntimeException failed) {
            if (server != null) {
                server.close();
            }
            loop.close();
            throw failed;
        }
    }

    @Override
    public Optional<FileOwner> fileOwner(Workload workload) {
        Privileges privileges = Privileges.own();
        return privileges.changesUser()
                ? Optional.of(LaunchPlan.fileOwner((ProcessSection) workload.section(), privileges,
                        Account.of(Long.toString(privileges.uid())).orElseThrow()))
                : Optional.empty();
    }

    @Override
    public void start(InstanceSpec spec) {
        if (instances.find(spec.id()).isEmpty()) {
            // What could not be watched is not started.
            loop.awaitReady();
            starter.start(spec);
        }
    }

    @Override
    public void stop(InstanceId id, StopPolicy policy) {
        Instance instance = instances.find(id).filter(found -> !found.hasEnded()).orElse(null);
        if (instance == null) {
            return;
        }
        try {
            instance.record().process().signal(policy.signal().number());
            if (!instance.awaitEnd(policy.gracePeriod())) {
                kill(instance);
            }
        } catch (InterruptedException late) {
            Thread.currentThread().interrupt();
            throw ProblemException.of(ProblemCode.DEADLINE, "instance " + id + " has not ended yet");
        }
    }

    @Override
    public void remove(InstanceId id) {
        instances.find(id).ifPresent(instance -> {
            if (!instance.hasEnded()) {
                throw ProblemException.of(ProblemCode.CONFLICT, "instance " + id + " still runs: stop it first");
            }
            instances.remove(instance);
        });
    }

    @Override
    public List<ObservedInstance> list() {
        return instances.observed();
    }

    @Override
    public void watch(Consumer<InstanceId> changed) {
        instances.watch(changed);
    }

    @Override
    public LogReader logs(InstanceId id, LogQuery query) {
        Instance instance = instances.get(id);
        return new MergedLogReader(id, instance.logs(), query, instance::hasEnded);
    }

    @Override
    public ExecSession exec(InstanceId id, ExecRequest request) {
        Instance instance = instances.living(id);
        CommandBeside command = CommandBeside.start(program, launched(instance), request, instance.nextStatusFile());
        instance.sessions().add(command);
        command.onEnd(() -> instance.sessions().remove(command));
        if (instance.hasEnded()) {
            command.close();
        }
        return command;
    }

    @Override
    public void signal(InstanceId id, Signal signal) {
        instances.living(id).record().process().signal(signal.number());
    }

    @Override
    public Usage usage(InstanceId id) {
        Instance instance = instances.living(id);
        Map<Long, ProcessStat> all = ProcessStat.all();
        ProcessKey shim = instance.record().shim();
        List<ProcessStat> tree = ProcessStat.tree(all, shim.alive() ? shim.pid() : instance.record().process().pid())
                .stream()
                .filter(stat -> !stat.key().equals(shim)).toList();
        long ticks = tree.stream().mapToLong(ProcessStat::cpuTicks).sum();
        long pages = tree.stream().mapToLong(ProcessStat::pages).sum();
        return new Usage(Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND), pages * Libc.getpagesize(),
                tree.stream().mapToInt(ProcessStat::threads).sum());
    }

    @Override
    public void close() {
        shims.close();
        loop.close();
        instances.close();
    }

    private static void kill(Instance instance) throws InterruptedException {
        int kill = Signal.SIGKILL.number();
        instance.record().process().signal(kill);
        if (!instance.awaitEnd(SHIM_PATIENCE)) {
            new TreeKiller(instance.record()).killAll();
            if (!instance.awaitEnd(SHIM_PATIENCE)) {
                instance.record().shim().signal(kill);
            }
        }
        instance.awaitEnd();
    }

    /** What the instance was started with, which only its shim's memory holds. */
    private static LaunchRequest launched(Instance instance) {
        ProcessKey shim = instance.record().shim();
        try {
            byte[] request = Files.readAllBytes(Path.of("/proc", Long.toString(shim.pid()), SHIM_REQUEST));
            if (shim.alive()) {
                return LaunchRequest.parse(request);
            }
        } catch (IOException gone) {
            // Said below.
        }
        throw ProblemException.of(ProblemCode.UNAVAILABLE, "no command can be run beside instance " + instance.id()
                + ": its shim, process " + shim.pid() + ", was killed; restart the instance");
    }
}
