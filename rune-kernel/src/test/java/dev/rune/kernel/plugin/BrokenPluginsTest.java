package dev.rune.kernel.plugin;

import static dev.rune.kernel.plugin.Sources.module;
import static dev.rune.kernel.plugin.Sources.probe;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.probe.ProbeTarget;
import dev.rune.kernel.spi.probe.Verdict;
import dev.rune.kernel.status.InstanceId;
import dev.rune.kernel.status.PluginReport;
import dev.rune.kernel.status.PluginStatus;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A zoo of plugins, all loaded together: what is wrong with one is said of it and of nobody else. */
class BrokenPluginsTest {
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Duration AMPLE = Duration.ofMinutes(1);

    private static PluginRegistry registry;
    private static Path folders;
    private static Optional<HostModules> host;

    @BeforeAll
    static void buildTheZoo(@TempDir Path directory) throws IOException {
        PluginYard yard = new PluginYard(directory);
        Path daemonLib = yard.jar("daemon.lib", "module daemon.lib {\n exports daemon;\n}",
                "package daemon;\npublic class Daemon {\n}");
        healthy(yard);
        brokenCode(yard);
        brokenModules(yard, daemonLib);
        brokenDescriptors(yard);
        takenWords(yard);
        folders = yard.plugins();
        host = Optional.of(hostWith(daemonLib));
        registry = PluginRegistry.load(List.of(folders), List.of(),
                new PluginLoader(deadlines(AMPLE, SHORT), host, InstantSource.system()));
        registry.start(id -> new PluginContext("owner", directory));
    }

    @AfterAll
    static void closeTheZoo() {
        registry.close();
    }

    private static Deadlines deadlines(Duration load, Duration make) {
        return new Deadlines(load, make, AMPLE, AMPLE, AMPLE, AMPLE, AMPLE, AMPLE, AMPLE, AMPLE, AMPLE);
    }

    /** The kernel's surroundings with one more library, as a daemon has them. */
    private static HostModules hostWith(Path jar) {
        ModuleLayer boot = ModuleLayer.boot();
        var configuration = boot.configuration().resolve(ModuleFinder.of(jar), ModuleFinder.of(), Set.of("daemon.lib"));
        return new HostModules(boot.defineModulesWithOneLoader(configuration, ClassLoader.getSystemClassLoader()));
    }

    private static void sound(PluginYard yard, String id, String module) {
        yard.folder(id, module).jar(id, module(module), probe(module, id).source());
    }

    private static void healthy(PluginYard yard) throws IOException {
        sound(yard, "healthy", "zoo.healthy");
        Files.createDirectory(yard.plugins().resolve(".hidden"));
        Files.writeString(yard.plugins().resolve("README"), "not a plugin");

        PluginYard.Folder bundled = yard.folder("bundles-kernel", "zoo.bundled");
        yard.pack(PluginYard.kernel(), bundled.path().resolve("rune-kernel.jar"));
        bundled.jar("bundled", module("zoo.bundled"), probe("zoo.bundled", "bundles-kernel").source());

        yard.folder("automatic", "zoo.automatic")
                .jar("lib-one", """
                        package one;
                        public interface One {
                            static String words() {
                                String words = "one";
                                for (One other : java.util.ServiceLoader.load(One.class)) {
                                    words += " " + other.word();
                                }
                                for (Never never : java.util.ServiceLoader.load(Never.class)) {
                                    words += " never";
                                }
                                return words;
                            }
                            String word();
                        }""", "package one;\npublic interface Never {\n}")
                .jarAgainst(List.of(yard.plugins().resolve("automatic/lib-one.jar")), "lib-two", """
                        package two;
                        public class Two implements one.One {
                            public String word() { return "two"; }
                            public static String all() { return one.One.words(); }
                        }""", "# META-INF/services/one.One\ntwo.Two\n")
                .jar("automatic", module("zoo.automatic", "requires lib.two;"),
                        probe("zoo.automatic", "automatic").attempt("return new Verdict.Healthy(two.Two.all());")
                                .source());

        yard.folder("context", "zoo.context").jar("context", module("zoo.context"),
                probe("zoo.context", "context").attempt("""
                        return new Verdict.Healthy("" + (Thread.currentThread().getContextClassLoader()
                                == P.class.getClassLoader()));""").source());
    }

    private static void brokenCode(PluginYard yard) {
        yard.folder("constructor", "zoo.constructor").jar("p", module("zoo.constructor"),
                probe("zoo.constructor", "constructor")
                        .members("public P() { throw new IllegalStateException(\"no luck\"); }").source());
        yard.folder("initialiser", "zoo.initialiser").jar("p", module("zoo.initialiser"),
                probe("zoo.initialiser", "initialiser").members("static final int N = Integer.parseInt(\"x\");")
                        .source());
        yard.folder("hangs-in-create", "zoo.hangsincreate").jar("p", module("zoo.hangsincreate"),
                probe("zoo.hangsincreate", "hangs-in-create").create("""
                        try {
                            new java.util.concurrent.CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        """).source());
        yard.folder("create-throws", "zoo.createthrows").jar("p", module("zoo.createthrows"),
                probe("zoo.createthrows", "create-throws")
                        .create("if (true) throw new IllegalStateException(\"no engine\");")
                        .source());
        yard.folder("section-throws", "zoo.sectionthrows").jar("p", module("zoo.sectionthrows"),
                probe("zoo.sectionthrows", "section-throws")
                        .section("throw new UnsupportedOperationException(\"later\");")
                        .source());
        yard.folder("null-type", "zoo.nulltype").jar("p", module("zoo.nulltype"),
                probe("zoo.nulltype", "null-type").type("return null;").source());
        Path complete = yard.jar("zoo.lib", "module zoo.lib {\n exports lib;\n}",
                "package lib;\npublic class Lib {\n public static void gone() { }\n}");
        yard.folder("linkage", "zoo.linkage")
                .jar("zoo.lib", "module zoo.lib {\n exports lib;\n}", "package lib;\npublic class Lib {\n}")
                .jarAgainst(List.of(complete), "p", module("zoo.linkage", "requires zoo.lib;"),
                        probe("zoo.linkage", "linkage")
                                .attempt("lib.Lib.gone(); return new Verdict.Healthy(\"unlikely\");").source());
        yard.folder("provides-nothing", "zoo.nothing").jar("p", "module zoo.nothing {\n requires dev.rune.kernel;\n}");
    }

    private static void brokenModules(PluginYard yard, Path daemonLib) throws IOException {
        Path absent = yard.jar("zoo.absent", "module zoo.absent {\n exports absent;\n}",
                "package absent;\npublic class Absent {\n}");
        yard.folder("missing-module", "zoo.missing").jarAgainst(List.of(absent), "p",
                module("zoo.missing", "requires zoo.absent;"), probe("zoo.missing", "missing-module").source());
        yard.folder("leans-on-host", "zoo.leans").jarAgainst(List.of(daemonLib), "p",
                module("zoo.leans", "requires daemon.lib;"),
                probe("zoo.leans", "leans-on-host").source());
        yard.folder("would-like-host", "zoo.likes").jarAgainst(List.of(daemonLib), "p",
                module("zoo.likes", "requires static daemon.lib;"),
                probe("zoo.likes", "would-like-host").source());
        yard.folder("split-package", "zoo.split")
                .jar("one", "module zoo.one {\n exports same;\n}", "package same;\npublic class One {\n}")
                .jar("two", "module zoo.two {\n exports same;\n}", "package same;\npublic class Two {\n}")
                .jar("p", module("zoo.split"), probe("zoo.split", "split-package").source());
        yard.folder("other-module", "zoo.expected").jar("p", module("zoo.actual"),
                probe("zoo.actual", "other-module").source());
        yard.folder("native-unknown", "zoo.natives").says("native-access", "zoo.native").jar("p", module("zoo.natives"),
                probe("zoo.natives", "native-unknown").source());
        yard.folder("native-known", "zoo.known").says("native-access", "zoo.known").jar("p", module("zoo.known"),
                probe("zoo.known", "native-known").attempt("return new Verdict.Healthy(\"\" + P.class.getModule()"
                        + ".isNativeAccessEnabled());").source());
        Files.writeString(yard.folder("no-jar", "zoo.nojar").path().resolve("p.jar"), "this is no jar");
    }

    private static void brokenDescriptors(PluginYard yard) throws IOException {
        sound(yard, "newer-api", "zoo.newer");
        yard.folder("newer-api", "zoo.newer").says("api", "0.2");
        sound(yard, "unknown-key", "zoo.unknownkey");
        yard.folder("unknown-key", "zoo.unknownkey").says("native-acces", "zoo.unknownkey");
        Files.createDirectory(yard.plugins().resolve("empty"));
    }

    private static void takenWords(PluginYard yard) {
        yard.folder("a-second", "zoo.second").jar("p", module("zoo.second"), probe("zoo.second", "wanted").source());
        yard.folder("b-third", "zoo.third").jar("p", module("zoo.third"), probe("zoo.third", "wanted").source());
        yard.folder("reserved", "zoo.reserved").jar("p", module("zoo.reserved"),
                probe("zoo.reserved", "exec").source());
        yard.folder("reserved-key", "zoo.reservedkey").jar("p", Sources.runnerModule("zoo.reservedkey"),
                Sources.runner("zoo.reservedkey", "ports", ""));
    }

    private static PluginStatus status(String id) {
        return registry.statuses().stream().filter(status -> status.id().equals(id)).findFirst().orElseThrow();
    }

    private static void assertFailed(String id, String message) {
        assertEquals(message, status(id).message());
        assertFalse(status(id).running());
    }

    private static Verdict attempt(String type) {
        return Optional.ofNullable(registry.probes().get(type)).flatMap(LoadedProbe::probe)
                .orElseThrow(() -> new AssertionError(status(type)))
                .attempt(new ProbeTarget(new InstanceId("default", "api-1"), Optional.empty()), new Nothing(), SHORT);
    }

    private record Nothing() {}

    @Test
    void aHealthyPluginWorks() {
        PluginStatus status = status("healthy");
        assertEquals("", status.message());
        assertTrue(status.running());
        assertEquals("1.0", status.version());
        assertEquals(List.of("probe"), status.kinds());
        assertEquals(List.of("healthy"), status.types());
        assertEquals(new Verdict.Healthy("well"), attempt("healthy"));
    }

    @Test
    void itsSectionIsBoundAlthoughItsPackageIsNotExported() {
        var section = registry.probes().get("healthy").provider().section();
        var bound = section.bind(Mapping.empty(), "probe", finding -> {
            throw new AssertionError(finding);
        }).orElseThrow();
        assertEquals("S[number=7]", bound.toString());
        assertNotSame(getClass().getModule().getLayer(), bound.getClass().getModule().getLayer());
    }

    @Test
    void everyFolderIsListedAndNothingElse() {
        Set<String> ids = new TreeSet<>();
        registry.statuses().forEach(status -> ids.add(status.id()));
        assertEquals(registry.statuses().size(), ids.size());
        assertTrue(ids.containsAll(List.of("healthy", "empty", "reserved")), ids::toString);
        assertFalse(ids.contains(".hidden"));
        assertFalse(ids.contains("README"));
    }

    @Test
    void anExaminationSaysTheSameWithoutStartingAnything() {
        for (PluginStatus status : registry.statuses()) {
            PluginReport check = PluginCheck.of(folders.resolve(status.id()), List.of(folders), host);
            boolean seen = status.message()
                    .matches("(descriptor|modules): .*|providers: the plugin provides nothing.*");
            assertEquals(seen ? Optional.of(status.message()) : Optional.empty(), check.failure(), status.id());
            assertEquals(status.message().startsWith("descriptor") ? "-" : status.version(), check.version());
        }
    }

    @Test
    void anExaminationTellsWhatIsThere() {
        PluginReport check = PluginCheck.of(folders.resolve("automatic"), List.of(), host);
        assertEquals(List.of("zoo.automatic", "lib.one", "lib.two"), check.modules());
        assertEquals(List.of("probe zoo.automatic.P"), check.providers());
        assertEquals(List.of(), check.notes());
        assertEquals(
                List.of("the module 'dev.rune.kernel' is lent by runed; the copy in the folder counts for nothing, "
                        + "and may be left out"),
                PluginCheck.of(folders.resolve("bundles-kernel"), List.of(), host).notes());
    }

    @Test
    void anExaminationKnowsTheOtherPlugins(@TempDir Path directory) {
        PluginYard yard = new PluginYard(directory);
        sound(yard, "healthy", "zoo.twin");
        assertEquals(Optional.of("descriptor: there is another plugin 'healthy' in " + folders.resolve("healthy")
                + "; remove one of the two"),
                PluginCheck.of(yard.plugins().resolve("healthy"), List.of(folders), host).failure());
    }

    @Test
    void workingOnesWorkBesideBrokenOnes() {
        List<String> running = registry.statuses().stream().filter(PluginStatus::running).map(PluginStatus::id)
                .toList();
        assertEquals(List.of("a-second", "automatic", "bundles-kernel", "context", "healthy", "linkage", "native-known",
                "would-like-host"), running);
    }

    @Test
    void aBundledKernelCountsForNothing() {
        assertEquals(new Verdict.Healthy("well"), attempt("bundles-kernel"));
        var section = registry.probes().get("bundles-kernel").provider().section();
        assertSame(PluginRegistry.class.getModule(), section.getClass().getModule());
    }

    @Test
    void automaticModulesReadEachOtherAndFindTheirServices() {
        assertEquals(new Verdict.Healthy("one two"), attempt("automatic"));
    }

    @Test
    void theContextClassLoaderIsThePlugins() {
        assertEquals(new Verdict.Healthy("true"), attempt("context"));
    }

    @Test
    void aConstructorThatThrowsIsNamed() {
        assertFailed("constructor",
                "providers: plugin 'constructor' failed in the making of provider zoo.constructor.P: "
                        + "IllegalStateException: no luck");
    }

    @Test
    void aStaticInitialiserThatThrowsIsNamed() {
        assertFailed("initialiser",
                "providers: plugin 'initialiser' failed in the making of provider zoo.initialiser.P: "
                        + "NumberFormatException: For input string: \"x\"");
    }

    @Test
    void aProviderThatNeverAnswersIsLeftBehind(@TempDir Path directory) {
        PluginYard yard = new PluginYard(directory);
        yard.folder("hangs", "zoo.hangs").jar("p", module("zoo.hangs"), probe("zoo.hangs", "hangs")
                .type("new java.util.concurrent.Semaphore(0).acquireUninterruptibly(); return \"never\";").source());
        try (PluginRegistry hanging = PluginRegistry.load(List.of(yard.plugins()), List.of(),
                new PluginLoader(deadlines(SHORT, AMPLE), HostModules.ofKernel(), InstantSource.system()))) {
            assertEquals("providers: plugin 'hangs' did not answer the loading of its providers within 2 s",
                    hanging.statuses().getFirst().message());
        }
    }

    @Test
    void theDirectoryThatIsNamedFirstHasTheWord(@TempDir Path directory) throws IOException {
        PluginYard own = new PluginYard(Files.createDirectory(directory.resolve("own")));
        own.folder("zebra", "zoo.zebra").jar("p", module("zoo.zebra"), probe("zoo.zebra", "striped").source());
        PluginYard installed = new PluginYard(Files.createDirectory(directory.resolve("installed")));
        installed.folder("acme", "zoo.acme").jar("p", module("zoo.acme"), probe("zoo.acme", "striped").source());
        try (PluginRegistry both = PluginRegistry.load(List.of(own.plugins(), installed.plugins()), List.of(),
                new PluginLoader(deadlines(AMPLE, AMPLE), HostModules.ofKernel(), InstantSource.system()))) {
            assertEquals(List.of("acme", "zebra"), both.statuses().stream().map(PluginStatus::id).toList());
            assertEquals(List.of(false, true), both.statuses().stream().map(PluginStatus::running).toList());
            assertEquals("zebra", both.probes().get("striped").plugin());
            assertTrue(both.statuses().getFirst().message().startsWith(
                    "providers: the probe type 'striped' is already provided by plugin 'zebra'"),
                    both.statuses().getFirst().message());
        }
    }

    @Test
    void aProbeThatIsNeverMadeIsLeftBehindAndItsTypeStaysKnown() {
        assertFailed("hangs-in-create",
                "start: plugin 'hangs-in-create' did not answer the making of probe 'hangs-in-create' within 2 s");
        assertEquals(Optional.empty(), registry.probes().get("hangs-in-create").probe());
    }

    @Test
    void aProbeThatCannotBeMadeLeavesItsTypeKnown() {
        assertFailed("create-throws", "start: plugin 'create-throws' failed in the making of probe 'create-throws': "
                + "IllegalStateException: no engine");
        LoadedProbe probe = registry.probes().get("create-throws");
        assertEquals(Optional.empty(), probe.probe());
        assertEquals(status("create-throws").message(), probe.failure());
        assertEquals("create-throws", probe.provider().type());
    }

    @Test
    void aSectionThatThrowsIsNamed() {
        assertFailed("section-throws", "providers: plugin 'section-throws' failed in section() of 'section-throws': "
                + "UnsupportedOperationException: later");
    }

    @Test
    void aTypeOfNullIsNamed() {
        assertFailed("null-type", "providers: plugin 'null-type' answered type() with null");
    }

    @Test
    void aMethodThatIsNotThereIsAnIncompatibility() {
        Verdict verdict = attempt("linkage");
        assertInstanceOf(Verdict.Inconclusive.class, verdict);
        assertEquals("plugin 'linkage' is incompatible: NoSuchMethodError: 'void lib.Lib.gone()' (in an attempt at "
                + "default/api-1)", verdict.message());
        assertTrue(status("linkage").running());
    }

    @Test
    void aPluginWithoutProvidersIsToldWhatToProvide() {
        String message = status("provides-nothing").message();
        assertTrue(message.startsWith("providers: the plugin provides nothing: no module in the folder provides one of "
                + "dev.rune.kernel.spi.runner.RunnerProvider, "), message);
    }

    @Test
    void aMissingModuleIsNamed() {
        assertFailed("missing-module",
                "modules: module 'zoo.missing' requires the module 'zoo.absent', which is neither in its "
                        + "folder nor part of this run-time; put its jar into the folder");
    }

    @Test
    void aModuleOfTheHostIsNotForPlugins() {
        assertFailed("leans-on-host", "modules: module 'zoo.leans' requires 'daemon.lib', which is runed's own and not "
                + "for plugins; put a jar of it into the folder");
    }

    @Test
    void aSplitPackageIsNamed() {
        assertFailed("split-package",
                "modules: the package 'same' is in two modules of the folder, 'zoo.one' and 'zoo.two'; they "
                        + "share one class loader, so keep one of the two");
    }

    @Test
    void theModuleOfTheDescriptorMustBeThere() {
        assertFailed("other-module",
                "modules: no jar in the folder is the module 'zoo.expected' that plugin.properties names; "
                        + "the folder has zoo.actual");
    }

    @Test
    void aFileThatIsNoJarIsNamed() {
        String message = status("no-jar").message();
        assertTrue(message.startsWith("modules: ") && message.contains("p.jar"), message);
    }

    @Test
    void nativeAccessIsForModulesOfTheFolder() {
        assertFailed("native-unknown",
                "modules: plugin.properties asks for native access for the module 'zoo.native', which is "
                        + "not in the folder; did you mean 'zoo.natives'?");
        assertEquals(List.of(), status("native-unknown").nativeAccess());
    }

    @Test
    void nativeAccessIsGrantedVisibly() {
        assertEquals(new Verdict.Healthy("true"), attempt("native-known"));
        assertEquals(List.of("zoo.known"), status("native-known").nativeAccess());
    }

    @Test
    void aNewerApiIsRefused() {
        assertFailed("newer-api",
                "descriptor: the plugin was made for version 0.2 of the API and this runed has 0.1; it needs "
                        + "a runed with the same major version and the same or a newer minor one");
    }

    @Test
    void anUnknownKeyIsRefusedWithTheOneThatWasMeant() {
        assertFailed("unknown-key",
                "descriptor: plugin.properties has the unknown key 'native-acces'; did you mean 'native-access'?");
    }

    @Test
    void aFolderWithoutDescriptorIsToldWhatItNeeds() {
        assertFailed("empty",
                "descriptor: the folder has no file plugin.properties with the keys id, version, module, api");
    }

    @Test
    void theFirstToTakeATypeHasIt() {
        assertTrue(status("a-second").running());
        assertFailed("b-third",
                "providers: the probe type 'wanted' is already provided by plugin 'a-second'; remove one of the two");
        assertEquals("a-second", registry.probes().get("wanted").plugin());
    }

    @Test
    void theKernelsOwnProbesAreNotFree() {
        assertFailed("reserved", "providers: the probe type 'exec' is the kernel's own");
    }

    @Test
    void theKeysOfEveryServiceAreNotFree() {
        assertFailed("reserved-key", "providers: the key 'ports' of its runner is one that every service has");
    }
}
