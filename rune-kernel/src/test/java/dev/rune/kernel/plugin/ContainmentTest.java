package dev.rune.kernel.plugin;

import static dev.rune.kernel.plugin.Sources.module;
import static dev.rune.kernel.plugin.Sources.probe;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spec.Resources;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.probe.ProbeTarget;
import dev.rune.kernel.spi.probe.Verdict;
import dev.rune.kernel.spi.runner.InstanceLabels;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.spi.runner.Runner;
import dev.rune.kernel.spi.runner.Workload;
import dev.rune.kernel.status.InstanceId;
import dev.rune.kernel.status.PluginStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What plugins do in calls to harm the others, with a sound one beside each. */
class ContainmentTest {
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration AMPLE = Duration.ofMinutes(1);
    /** What goes on for ever goes on as long as this property is not set. */
    private static final String END = "dev.rune.zoo.closes";
    private static final String FOR_EVER = "System.getProperty(\"" + END + "\") == null";
    private static final Executor BESIDE = task -> Thread.ofVirtual().start(task);

    @TempDir
    Path directory;

    private PluginYard yard;
    private PluginRegistry registry;

    private record Nothing() {}

    @BeforeEach
    void open() {
        System.clearProperty(END);
        yard = new PluginYard(directory);
        yard.folder("healthy", "zoo.healthy").jar("p", module("zoo.healthy"),
                probe("zoo.healthy", "healthy").source());
    }

    @AfterEach
    void close() {
        System.setProperty(END, "now");
        registry.close();
    }

    private void load(Duration probe) {
        Deadlines deadlines = new Deadlines(AMPLE, AMPLE, AMPLE, AMPLE, SHORT, AMPLE, AMPLE, AMPLE, AMPLE, probe,
                AMPLE);
        registry = PluginRegistry.load(List.of(yard.plugins()), List.of(),
                new PluginLoader(deadlines, HostModules.ofKernel(), InstantSource.system()));
        registry.start(id -> new PluginContext("owner", directory));
        assertEquals("", status("healthy").message());
    }

    private void loadProbe(String id, Duration deadline, String attempt) {
        yard.folder(id, "zoo." + id).jar("p", module("zoo." + id), probe("zoo." + id, id).attempt(attempt).source());
        load(deadline);
    }

    private PluginStatus status(String id) {
        return registry.statuses().stream().filter(status -> status.id().equals(id)).findFirst().orElseThrow();
    }

    private void assertStatus(String id, boolean running, String message) {
        assertEquals(message, status(id).message());
        assertEquals(running, status(id).running());
        assertEquals("", status("healthy").message());
        assertEquals(new Verdict.Healthy("well"), attempt("healthy"));
    }

    private Verdict attempt(String type) {
        return Optional.ofNullable(registry.probes().get(type)).flatMap(LoadedProbe::probe)
                .orElseThrow(() -> new AssertionError(status(type)))
                .attempt(new ProbeTarget(new InstanceId("default", "api-1"), Optional.empty()), new Nothing(), SHORT);
    }

    @Test
    void whatRunsInCirclesHoldsUpNobodyElse() {
        loadProbe("spins", SHORT,
                "while (" + FOR_EVER + ") { Thread.onSpinWait(); } return new Verdict.Healthy(\"late\");");
        // More at once than there are processors, and so carriers of virtual threads.
        int many = Runtime.getRuntime().availableProcessors() + 2;
        List<CompletableFuture<Verdict>> spinning = java.util.stream.IntStream.range(0, many)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> attempt("spins"), BESIDE)).toList();
        assertEquals(new Verdict.Healthy("well"),
                CompletableFuture.supplyAsync(() -> attempt("healthy"), BESIDE).join());
        spinning.forEach(late -> assertInstanceOf(Verdict.Unhealthy.class, late.join()));
        assertStatus("spins", true, "plugin 'spins' did not answer an attempt at default/api-1 and " + (many - 1)
                + " more in time, and is still busy with it");
    }

    @Test
    void aStartThatNeverEndsIsOfOneInstance() {
        yard.folder("stuck", "zoo.stuck").jar("p", Sources.runnerModule("zoo.stuck"), Sources.runner("zoo.stuck",
                "stuck", "if (spec.id().name().equals(\"a-0\")) while (" + FOR_EVER + ") Thread.onSpinWait();"));
        load(AMPLE);
        Runner runner = registry.runners().get("stuck").runner().orElseThrow();
        ProblemException late = assertThrows(ProblemException.class, () -> runner.start(instance("a-0")));
        assertEquals(ProblemCode.DEADLINE, late.problem().code());
        assertEquals("plugin 'stuck' did not answer start of default/a-0 within 1 s", late.getMessage());
        assertEquals("plugin 'stuck' is still busy with start of default/a-0, which it did not answer in time",
                assertThrows(ProblemException.class, () -> runner.start(instance("a-0"))).getMessage());
        runner.start(instance("b-0"));
        assertEquals(List.of(), runner.list());
        assertStatus("stuck", true,
                "plugin 'stuck' did not answer start of default/a-0 in time, and is still busy with it");
    }

    private static InstanceSpec instance(String name) {
        return new InstanceSpec(new InstanceId("default", name), new InstanceLabels("default/a", "u", 0, 1, 1, "t"),
                new Workload(new Nothing(), Map.of(), List.of(), Resources.NONE), List.of());
    }

    @Test
    void leakedThreadsAreCountedAndNamedAndTheirPluginIsNotCalled() {
        loadProbe("leaky", AMPLE, """
                for (int i = 0; i < 300; i++) {
                    Thread.ofPlatform().name("leak-" + (100 + i)).start(() -> {
                        while (%s) {
                            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
                        }
                    });
                }
                return new Verdict.Healthy("well");""".formatted(FOR_EVER));
        assertEquals(new Verdict.Healthy("well"), attempt("leaky"));
        assertStatus("leaky", false,
                "calls: plugin 'leaky' has 300 threads of its own, such as 'leak-100', 'leak-101', 'leak-102', and gets "
                        + "no calls while they are more than 256; restart runed if they stay");
        assertInstanceOf(Verdict.Inconclusive.class, attempt("leaky"));
        assertEquals(300, Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("leak-")).count());
    }

    @Test
    void whoExhaustsTheHeapThreeTimesIsNotCalledForAWhile() {
        loadProbe("hungry", AMPLE, "return new Verdict.Healthy(\"\" + new long[Integer.MAX_VALUE - 8].length);");
        String ran = "plugin 'hungry' ran out of memory in an attempt at default/api-1: OutOfMemoryError: Java heap space";
        for (int i = 0; i < Ailments.MOST_EXHAUSTIONS; i++) {
            assertTrue(status("hungry").running());
            assertEquals(new Verdict.Inconclusive(ran), attempt("hungry"));
        }
        assertStatus("hungry", false, "calls: plugin 'hungry' ran out of memory 3 times within 60 s, last in an "
                + "attempt at default/api-1: OutOfMemoryError: Java heap space; it gets no calls for 60 s after that");
    }

    @Test
    void whatIsIncompatibleIsShownInTheStatus() {
        loadProbe("linkage", AMPLE, "throw new NoSuchMethodError(\"'void lib.Lib.gone()'\");");
        assertFalse(attempt("linkage") instanceof Verdict.Healthy);
        assertStatus("linkage", true,
                "plugin 'linkage' is incompatible: NoSuchMethodError: 'void lib.Lib.gone()' (in an "
                        + "attempt at default/api-1)");
    }

    @Test
    void nativeAccessThatWasNotDeclaredIsRefused() {
        loadProbe("natives", AMPLE, """
                java.lang.foreign.Linker.nativeLinker().downcallHandle(java.lang.foreign.FunctionDescriptor.ofVoid());
                return new Verdict.Healthy("unlikely");""");
        String message = "plugin 'natives' may not call native code: IllegalCallerException: Illegal native access from "
                + "module zoo.natives (in an attempt at default/api-1); name that module behind 'native-access' in its "
                + "plugin.properties";
        assertEquals(new Verdict.Inconclusive(message), attempt("natives"));
        assertStatus("natives", true, message);
    }
}
