package dev.rune.kernel.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.section.Default;
import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.Provider;
import dev.rune.kernel.spi.exposure.Exposure;
import dev.rune.kernel.spi.exposure.ExposureProvider;
import dev.rune.kernel.spi.exposure.RouteReport;
import dev.rune.kernel.spi.exposure.RouteTable;
import dev.rune.kernel.spi.runner.Capability;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.spi.runner.Refusal;
import dev.rune.kernel.spi.runner.Runner;
import dev.rune.kernel.spi.runner.RunnerProvider;
import dev.rune.kernel.spi.runner.Workload;
import dev.rune.kernel.spec.StopPolicy;
import dev.rune.kernel.status.InstanceId;
import dev.rune.kernel.status.PluginStatus;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginRegistryTest {
    private static final PluginContext CONTEXT = new PluginContext("owner", Path.of("state"));

    private final List<String> log = new ArrayList<>();

    private record Image(@Default("x") String image, @Default("y") String command) {}

    private record Scaled(@Default("x") String scaled, @Default("1") int scale) {}

    private record Plain(@Default("x") String command) {}

    private SectionType<?> section(Class<? extends Record> record) {
        return SectionType.of(MethodHandles.lookup(), record);
    }

    private record FakeRunner(String name, List<String> log) implements Runner {
        @Override
        public void start(InstanceSpec spec) {
            log.add("start " + spec.id());
        }

        @Override
        public void stop(InstanceId id, StopPolicy policy) {
            throw new IllegalStateException("stubborn");
        }

        @Override
        public void remove(InstanceId id) {
            log.add("remove " + id);
        }

        @Override
        public List<ObservedInstance> list() {
            return List.of();
        }

        @Override
        public void watch(Consumer<InstanceId> changed) {
            changed.accept(new InstanceId("default", "api-1"));
        }

        @Override
        public void close() {
            log.add("close " + name);
            if (name.startsWith("bad")) {
                throw new IllegalStateException("not now");
            }
        }
    }

    private final class FakeRunners implements RunnerProvider {
        private final String type;
        private final String key;
        private final boolean inline;
        private final Class<? extends Record> record;

        FakeRunners(String type, String key, boolean inline, Class<? extends Record> record) {
            this.type = type;
            this.key = key;
            this.inline = inline;
            this.record = record;
        }

        @Override
        public String type() {
            return type;
        }

        @Override
        public String key() {
            return key;
        }

        @Override
        public boolean inline() {
            return inline;
        }

        @Override
        public SectionType<?> section() {
            return PluginRegistryTest.this.section(record);
        }

        @Override
        public Set<Capability> capabilities() {
            return Set.of();
        }

        @Override
        public List<Refusal> check(Workload workload) {
            return List.of();
        }

        @Override
        public Runner create(PluginContext context) {
            if (type.startsWith("dead")) {
                throw ProblemException.of(ProblemCode.UNAVAILABLE, "no engine");
            }
            log.add("create " + type);
            return new FakeRunner(type, log);
        }
    }

    private record FakeExposures(String type) implements ExposureProvider {
        @Override
        public SectionType<?> section() {
            return SectionType.of(MethodHandles.lookup(), Plain.class);
        }

        @Override
        public Exposure create(PluginContext context) {
            return new Exposure() {
                @Override
                public void apply(RouteTable table) {
                    throw new IllegalStateException("no route");
                }

                @Override
                public int inFlight(InstanceId instance) {
                    return 0;
                }

                @Override
                public List<RouteReport> report() {
                    return List.of();
                }

                @Override
                public void close() {
                    // holds nothing
                }
            };
        }
    }

    private FakeRunners runner(String type) {
        return new FakeRunners(type, type, false, Plain.class);
    }

    private static List<String> failures(Provider... providers) {
        try (PluginRegistry registry = PluginRegistry.of(List.of(providers), InstantSource.system())) {
            return registry.statuses().stream().map(PluginStatus::message).filter(message -> !message.isEmpty())
                    .toList();
        }
    }

    @Test
    void runnersAreFoundByTheKeyOfAService() {
        try (PluginRegistry registry = PluginRegistry
                .of(List.of(new FakeRunners("container", "image", true, Image.class),
                        runner("process")), InstantSource.system())) {
            assertEquals(Set.of("image", "process"), registry.runners().keySet());
            assertEquals("container", registry.runners().get("image").provider().type());
            assertEquals(Optional.empty(), registry.runners().get("image").runner());
            registry.start(id -> CONTEXT);
            assertTrue(registry.runners().get("image").runner().isPresent());
            assertEquals(List.of("create container", "create process"), log);
        }
    }

    @Test
    void typesAreUniqueWithinAKindOnly() {
        try (PluginRegistry registry = PluginRegistry.of(List.of(runner("http"), new FakeExposures("http")),
                InstantSource.system())) {
            assertEquals(List.of("http", "http-exposure"), registry.statuses().stream().map(PluginStatus::id).toList());
            assertTrue(registry.statuses().stream().allMatch(PluginStatus::running));
            assertEquals(Set.of("http"), registry.exposures().keySet());
        }
    }

    @Test
    void aTypeIsAWord() {
        assertEquals(List.of(
                "providers: the type 'Process' of its runner is no type word: it must be 1 to 63 lower case letters, "
                        + "digits or '-', beginning with a letter and not ending with '-'"),
                failures(runner("Process")));
    }

    @Test
    void keysOfEveryServiceAreNotFreeForRunners() {
        assertEquals(List.of("providers: the key 'drainSeconds' of its runner is one that every service has"),
                failures(new FakeRunners("drain", "drainSeconds", false, Plain.class)));
        assertEquals(List.of("providers: the key 'configmapMounts' of its runner is one that every service has"),
                failures(new FakeRunners("mounts", "configmapMounts", false, Plain.class)));
        assertEquals(List.of("providers: the key 'scale' of its runner's section is one that every service has"),
                failures(new FakeRunners("scaled", "scaled", true, Scaled.class)));
    }

    @Test
    void aKeyHasOneOwner() {
        assertEquals(List.of(
                "providers: the key 'image' of its runner already belongs to plugin 'container'; remove one of the two"),
                failures(new FakeRunners("container", "image", true, Image.class),
                        new FakeRunners("other", "image", false, Plain.class)));
        assertEquals(
                List.of("providers: the key 'command' of its runner already belongs to plugin 'container'; remove one of the two"),
                failures(new FakeRunners("container", "image", true, Image.class), runner("command")));
        assertEquals(List.of(
                "providers: the key 'command' of its runner's section already belongs to plugin 'command'; remove one "
                        + "of the two"),
                failures(runner("command"), new FakeRunners("container", "image", true, Image.class)));
    }

    @Test
    void theKeyOfAnInlineRunnerIsOneOfItsSection() {
        assertEquals(List.of(
                "providers: the key 'vm' of its runner must be one of its section, which stands in the service itself: "
                        + "command, image"),
                failures(new FakeRunners("vm", "vm", true, Image.class)));
    }

    @Test
    void aRunnerThatCannotBeMadeIsSaidAndStaysKnown() {
        try (PluginRegistry registry = PluginRegistry.of(List.of(runner("dead"), runner("alive")),
                InstantSource.system())) {
            registry.start(id -> CONTEXT);
            LoadedRunner dead = registry.runners().get("dead");
            assertEquals(Optional.empty(), dead.runner());
            assertEquals("start: no engine", dead.failure());
            assertFalse(registry.statuses().getFirst().running());
            assertTrue(registry.runners().get("alive").runner().isPresent());
        }
    }

    @Test
    void aPluginWhoseContextCannotBeMadeIsFailed() {
        try (PluginRegistry registry = PluginRegistry.of(List.of(runner("process")), InstantSource.system())) {
            registry.start(id -> {
                throw new IllegalStateException("no directory for " + id);
            });
            assertEquals("start: IllegalStateException: no directory for process",
                    registry.statuses().getFirst().message());
        }
    }

    @Test
    void everythingIsClosedInReverseAndToTheEnd() {
        PluginRegistry registry = PluginRegistry
                .of(List.of(runner("a"), runner("bad-b"), runner("bad-c"), runner("d")), InstantSource.system());
        registry.start(id -> CONTEXT);
        log.clear();
        ProblemException failure = assertThrows(ProblemException.class, registry::close);
        assertEquals("plugin 'bad-c' failed in close: IllegalStateException: not now", failure.getMessage());
        assertEquals(1, failure.getSuppressed().length);
        assertEquals(List.of("close d", "close bad-c", "close bad-b", "close a"), log);
        registry.close();
        assertEquals(4, log.size());
        assertEquals(Optional.empty(), registry.runners().get("a").runner());
    }

    @Test
    void pluginsAreStartedOnce() {
        try (PluginRegistry registry = PluginRegistry.of(List.of(), InstantSource.system())) {
            registry.start(id -> CONTEXT);
            assertThrows(IllegalStateException.class, () -> registry.start(id -> CONTEXT));
        }
    }

    @Test
    void callsAreGuarded() {
        try (PluginRegistry registry = PluginRegistry.of(List.of(runner("process"), new FakeExposures("tcp")),
                InstantSource.system())) {
            registry.start(id -> CONTEXT);
            Runner runner = registry.runners().get("process").runner().orElseThrow();
            StopPolicy policy = new StopPolicy(dev.rune.kernel.spec.Signal.parse("SIGTERM"), java.time.Duration.ZERO);
            assertEquals("plugin 'process' failed in stop of default/api-1: IllegalStateException: stubborn",
                    assertThrows(ProblemException.class, () -> runner.stop(new InstanceId("default", "api-1"), policy))
                            .getMessage());
            assertEquals("plugin 'tcp' failed in routes of exposure 'tcp': IllegalStateException: no route",
                    assertThrows(ProblemException.class, () -> registry.exposures().get("tcp").exposure().orElseThrow()
                            .apply(new RouteTable(List.of()))).getMessage());
            Thread caller = Thread.currentThread();
            runner.watch(changed -> assertSame(caller, Thread.currentThread()));
        }
    }

    @Test
    void aDirectoryThatIsNotThereIsSaid(@TempDir Path directory) {
        ProblemException problem = assertThrows(ProblemException.class,
                () -> PluginRegistry.load(List.of(directory.resolve("absent")), InstantSource.system()));
        assertTrue(problem.getMessage().contains("absent"), problem.getMessage());
    }

    @Test
    void whatCouldNotBeDoneToAFolderIsSaidOfItsPlugin() {
        try (PluginRegistry registry = PluginRegistry.of(List.of(runner("process")), InstantSource.system())
                .troubled(Map.of(Path.of("process"), "it stays as it was", Path.of("./gone"), "it is not there"))) {
            registry.start(id -> CONTEXT);
            assertEquals(List.of("gone", "process"), registry.statuses().stream().map(PluginStatus::id).toList());
            assertEquals(List.of("install: it is not there", "it stays as it was"),
                    registry.statuses().stream().map(PluginStatus::message).toList());
            assertEquals(List.of(false, true), registry.statuses().stream().map(PluginStatus::running).toList());
        }
    }

    @Test
    void twoFoldersOfOneNameInTwoDirectoriesAreToldOfEachOther(@TempDir Path directory) throws Exception {
        for (String parent : List.of("one", "two")) {
            Files.createDirectories(directory.resolve(parent).resolve("twin"));
        }
        try (PluginRegistry registry = PluginRegistry
                .load(List.of(directory.resolve("one"), directory.resolve("two")), InstantSource.system())) {
            assertEquals("descriptor: there is another plugin 'twin' in " + directory.resolve("one/twin")
                    + "; remove one of the two", registry.statuses().getLast().message());
        }
    }
}
