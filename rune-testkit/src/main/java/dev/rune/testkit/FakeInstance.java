package dev.rune.testkit;

import dev.rune.kernel.schedule.Scheduler.Cancellation;
import dev.rune.kernel.spec.ByteSize;
import dev.rune.kernel.spec.Port;
import dev.rune.kernel.spec.Signal;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.spi.runner.LogLine;
import dev.rune.kernel.spi.runner.LogLine.Stream;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.status.Endpoint;
import dev.rune.kernel.status.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;

/** An instance on a fake host: a program that the host's scheduler steps through. Guarded by its host's lock. */
final class FakeInstance {
    final String owner;
    final InstanceSpec spec;
    final long pid;
    final Map<String, String> env;
    final List<Endpoint> endpoints = new ArrayList<>();
    final List<LogLine> lines = new ArrayList<>();
    final Set<FakeExec> commands = new HashSet<>();
    int detached;
    boolean hidden;

    private final FakeHost host;
    private final Queue<Step> steps;
    private final Map<Signal, Integer> traps = new EnumMap<>(Signal.class);
    private final Map<Signal, String> reports = new EnumMap<>(Signal.class);
    private final Set<Signal> ignored = EnumSet.noneOf(Signal.class);
    private final Instant startedAt;
    private final StringBuilder unfinished = new StringBuilder();
    private Optional<Instant> finishedAt = Optional.empty();
    private Optional<Exit> exit = Optional.empty();
    private Optional<String> outside = Optional.empty();
    private Optional<FakeServer> server = Optional.empty();
    private Cancellation alarm = () -> {};

    FakeInstance(FakeHost host, String owner, InstanceSpec spec, long pid) {
        this.host = host;
        this.owner = owner;
        this.spec = spec;
        this.pid = pid;
        this.steps = new ArrayDeque<>(((FakeSection) spec.workload().section()).program().steps());
        this.startedAt = host.now();
        this.env = new HashMap<>(spec.workload().environment(this::mounted));
        spec.mounts().forEach(mount -> env.put("RUNE_MOUNT_" + mount.name().toUpperCase(Locale.ROOT).replace('-', '_'),
                mount.directory().toString()));
        env.put("RUNE_SERVICE_NAME", spec.labels().service());
        env.put("RUNE_SERVICE_NAMESPACE", spec.id().namespace());
        env.put("RUNE_INSTANCE_ID", spec.id().name());
        spec.workload().ports().forEach(this::open);
    }

    /** A fake instance has no mounts of its own: it sees the files where they are. */
    private Optional<String> mounted(String word) {
        return spec.mounts().stream().filter(mount -> word.equals("mount:" + mount.name())).findFirst()
                .map(mount -> mount.directory().toString());
    }

    private void print(Path file) {
        try {
            Files.readAllLines(file).forEach(line -> write(Stream.STDOUT, line));
        } catch (IOException missing) {
            write(Stream.STDERR, file + " cannot be read: " + missing);
        }
    }

    private void open(Port port) {
        int target = port.fixedTarget().orElseGet(host::freePort);
        endpoints.add(new Endpoint(port.name().text(), port.port(), "127.0.0.1", target,
                port.protocol() == Port.Protocol.UDP));
        env.putIfAbsent("PORT", Integer.toString(target));
        env.put("PORT_" + port.name().text().toUpperCase(Locale.ROOT).replace('-', '_'), Integer.toString(target));
    }

    /** Goes on with the program until it has to wait. */
    void run() {
        while (alive()) {
            if (steps.isEmpty()) {
                end(Exit.code(0));
                return;
            }
            Step step = steps.remove();
            if (waits(step)) {
                return;
            }
        }
    }

    private boolean waits(Step step) {
        switch (step) {
            case Step.Print print -> write(print.stream(), print.text());
            case Step.PrintOpen print -> unfinished.append(print.text());
            case Step.PrintNumbered numbered -> {
                for (int n = 1; n <= numbered.lines(); n++) {
                    write(Stream.STDOUT, "line " + n);
                }
            }
            case Step.PrintVariable variable ->
                List.of(env.getOrDefault(variable.name(), "").split("\n", -1))
                        .forEach(line -> write(Stream.STDOUT, line));
            case Step.PrintFile file -> print(Path.of(env.getOrDefault(file.folder(), "/nowhere"), file.path()));
            case Step.PrintFolder _ -> write(Stream.STDOUT, FakeExec.FOLDER);
            case Step.PrintTerminal _ -> write(Stream.STDOUT, FakeExec.NO_TERMINAL);
            case Step.Echo _,Step.AwaitInput _ -> {
                // Standard input is empty.
            }
            case Step.Pause pause -> {
                alarm = host.after(pause.time(), this::run);
                return true;
            }
            case Step.EndOn end -> traps.put(end.signal(), end.code());
            case Step.PrintOn report -> reports.put(report.signal(), report.text());
            case Step.Ignore ignore -> ignored.add(ignore.signal());
            case Step.Detach _ -> {
                detached++;
                write(Stream.STDOUT, "detached");
            }
            case Step.Listen listen -> {
                server = Optional.of(new FakeServer(Integer.parseInt(env.get(listen.variable()))));
                write(Stream.STDOUT, "listening");
                return true;
            }
            case Step.HoldMemory hold -> {
                if (spec.workload().resources().memoryLimit().map(ByteSize::bytes).orElse(Long.MAX_VALUE) < hold.size()
                        .bytes()) {
                    end(new Exit(OptionalInt.empty(), OptionalInt.of(Signal.SIGKILL.number()), true));
                }
                return true;
            }
            case Step.Exit exits -> end(Exit.code(exits.code()));
            case Step.Die dies -> end(Exit.signal(dies.signal().number()));
            case Step.RunForEver _ -> {
                return true;
            }
        }
        return false;
    }

    /** What a signal does to the main process. */
    void signal(Signal signal) {
        if (!alive() || (signal != Signal.SIGKILL && ignored.contains(signal)) || signal == Signal.SIGCONT
                || signal == Signal.SIGWINCH) {
            return;
        }
        if (reports.containsKey(signal)) {
            write(Stream.STDOUT, reports.get(signal));
            return;
        }
        Integer code = signal == Signal.SIGKILL ? null : traps.get(signal);
        end(code == null ? Exit.signal(signal.number()) : Exit.code(code));
    }

    /** Ends the main process; what it left behind goes on. */
    void end(Exit how) {
        if (!alive()) {
            return;
        }
        if (!unfinished.isEmpty()) {
            write(Stream.STDOUT, "");
        }
        alarm.cancel();
        server.ifPresent(FakeServer::close);
        exit = Optional.of(how);
        finishedAt = Optional.of(host.now());
        host.ended(this);
    }

    /** Something that another hand did to it, which it is listed with from now on. */
    void touched(String what) {
        outside = Optional.of(what);
        host.hint(this);
    }

    /** Ends everything that came of the main process. */
    void endTheRest() {
        detached = 0;
        List.copyOf(commands).forEach(FakeExec::kill);
        commands.clear();
    }

    boolean alive() {
        return exit.isEmpty();
    }

    /** Whether anything of it lives. */
    boolean anythingLives() {
        return alive() || detached > 0 || !commands.isEmpty();
    }

    private void write(Stream stream, String text) {
        String line = stream == Stream.STDOUT ? unfinished + text : text;
        if (stream == Stream.STDOUT) {
            unfinished.setLength(0);
        }
        lines.add(new LogLine(host.now(), spec.id(), stream, line));
    }

    ObservedInstance observed() {
        return new ObservedInstance(spec.id(), spec.labels(),
                alive() ? ObservedInstance.State.RUNNING : ObservedInstance.State.ENDED, OptionalLong.of(pid),
                Optional.empty(), endpoints, startedAt, finishedAt, exit, outside);
    }
}
