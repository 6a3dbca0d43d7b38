package dev.rune.plugin.process;

import dev.rune.kernel.spec.Port;
import dev.rune.kernel.spec.Resources;
import dev.rune.kernel.spec.Signal;
import dev.rune.kernel.spec.StopPolicy;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.runner.ExecRequest;
import dev.rune.kernel.spi.runner.ExecSession;
import dev.rune.kernel.spi.runner.InstanceLabels;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.spi.runner.LogLine;
import dev.rune.kernel.spi.runner.LogQuery;
import dev.rune.kernel.spi.runner.LogReader;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.spi.runner.Workload;
import dev.rune.kernel.status.InstanceId;
import dev.rune.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A process runner with real processes, and what tests do to it. Used by one thread. */
final class Bench implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);
    static final StopPolicy AT_ONCE = new StopPolicy(Signal.SIGKILL, Duration.ZERO);
    static final SecurityContext PLAIN = new SecurityContext(Optional.empty(), Optional.empty(), false, false,
            Optional.empty(), List.of(), List.of());

    private static final long BOUND = 100 << 20;

    private final Path state;
    private final long logBound;
    private final List<ProcessRunner> abandoned = new ArrayList<>();
    private ProcessRunner runner;
    private int count;

    /** @param state the runner's state directory */
    Bench(Path state) {
        this(state, BOUND);
    }

    Bench(Path state, long logBound) {
        this.state = state;
        this.logBound = logBound;
        this.runner = create();
    }

    ProcessRunner runner() {
        return runner;
    }

    Path folder(InstanceId id) {
        return state.resolve("run").resolve(id.namespace()).resolve(id.name());
    }

    InstanceRecord record(InstanceId id) {
        return new RunFolders(state.resolve("run")).record(folder(id)).orElseThrow();
    }

    /** What the sudden end of the daemon and its next start do. */
    void restartSuddenly() {
        abandoned.add(runner);
        runner = create();
    }

    /** What an orderly restart of the daemon does. */
    void restart() {
        runner.close();
        runner = create();
    }

    private ProcessRunner create() {
        return ProcessRunnerProvider.create(new PluginContext("bench", state), logBound);
    }

    static ProcessSection shell(String script) {
        return shell(script, PLAIN);
    }

    static ProcessSection shell(String script, SecurityContext security) {
        return new ProcessSection("/bin/sh", List.of("-c", script), "/", security);
    }

    InstanceSpec spec(ProcessSection section, Map<String, String> env, List<Port> ports, Resources resources) {
        count++;
        return new InstanceSpec(new InstanceId("bench", "subject-" + count),
                new InstanceLabels("subject", "uid", 0, count, 1,
                        "template"),
                new Workload(section, env, ports, resources), List.of());
    }

    InstanceId start(ProcessSection section) {
        return start(spec(section, Map.of(), List.of(), Resources.NONE));
    }

    InstanceId start(InstanceSpec spec) {
        runner.start(spec);
        return spec.id();
    }

    ObservedInstance observed(InstanceId id) {
        return runner.list().stream().filter(seen -> seen.id().equals(id)).findFirst().orElseThrow();
    }

    ObservedInstance awaitEnd(InstanceId id) {
        return Await.value(id + " has ended", PATIENCE,
                () -> Optional.of(observed(id)).filter(seen -> !seen.alive()));
    }

    /** What the program of {@code section} writes until it ends. */
    List<String> output(ProcessSection section) {
        return output(spec(section, Map.of(), List.of(), Resources.NONE));
    }

    List<String> output(InstanceSpec spec) {
        InstanceId id = start(spec);
        awaitEnd(id);
        return texts(id);
    }

    List<String> texts(InstanceId id) {
        return lines(id, LogQuery.all()).stream().map(LogLine::text).toList();
    }

    List<LogLine> lines(InstanceId id, LogQuery query) {
        List<LogLine> lines = new ArrayList<>();
        try (LogReader reader = runner.logs(id, query)) {
            for (Optional<LogLine> line = reader.next(); line.isPresent(); line = reader.next()) {
                lines.add(line.get());
            }
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
        return lines;
    }

    static LogQuery follow() {
        return new LogQuery(OptionalInt.empty(), Optional.empty(), Optional.empty(), true);
    }

    String awaitLine(InstanceId id, String beginning) {
        return Await.value("a line '" + beginning + "…'", PATIENCE,
                () -> texts(id).stream().filter(text -> text.startsWith(beginning)).findFirst());
    }

    /** What a command beside the instance writes to standard output and, behind it, how it ended. */
    String exec(InstanceId id, String... command) {
        try (ExecSession session = runner.exec(id,
                new ExecRequest(List.of(command), Map.of(), Optional.empty(), Optional.empty()))) {
            session.stdin().close();
            return new String(session.stdout().readAllBytes(), StandardCharsets.UTF_8) + session.waitFor();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    /** Whether process {@code pid} lives. */
    static boolean lives(long pid) {
        return ProcessStat.of(pid).filter(stat -> !stat.dead()).isPresent();
    }

    static void awaitDeath(long pid) {
        Await.until("process " + pid + " is gone", PATIENCE, () -> !lives(pid));
    }

    @Override
    public void close() {
        runner.list().forEach(seen -> {
            runner.stop(seen.id(), AT_ONCE);
            runner.remove(seen.id());
        });
        runner.close();
        abandoned.forEach(ProcessRunner::close);
    }
}
