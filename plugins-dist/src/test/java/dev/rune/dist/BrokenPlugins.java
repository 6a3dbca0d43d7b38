package dev.rune.dist;

import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Plugins written and compiled on the spot, as a third party would, against the kernel alone. */
final class BrokenPlugins {
    private static final String PROVIDER = """
            package %1$s;

            import dev.rune.kernel.section.SectionType;
            import dev.rune.kernel.spec.PortRef;
            import dev.rune.kernel.spi.PluginContext;
            import dev.rune.kernel.spi.probe.Probe;
            import dev.rune.kernel.spi.probe.ProbeProvider;
            import dev.rune.kernel.spi.probe.ProbeTarget;
            import dev.rune.kernel.spi.probe.Verdict;
            import java.lang.invoke.MethodHandles;
            import java.time.Duration;
            import java.util.Optional;

            public final class Provider implements ProbeProvider {
                public record Section() {}

                %3$s

                @Override
                public String type() {
                    return "%2$s";
                }

                @Override
                public SectionType<Section> section() {
                    return SectionType.of(MethodHandles.lookup(), Section.class);
                }

                @Override
                public Optional<PortRef> port(Record section) {
                    return Optional.empty();
                }

                @Override
                public Probe create(PluginContext context) {
                    %4$s
                    return new Probe() {
                        @Override
                        public Verdict attempt(ProbeTarget target, Record section, Duration timeout) {
                            %5$s
                        }

                        @Override
                        public void close() {}
                    };
                }
            }
            """;

    /** A runner that has no instance and does %3$s to start one. */
    private static final String RUNNER = """
            package %1$s;

            import dev.rune.kernel.section.SectionType;
            import dev.rune.kernel.spec.StopPolicy;
            import dev.rune.kernel.spi.PluginContext;
            import dev.rune.kernel.spi.runner.*;
            import dev.rune.kernel.status.InstanceId;
            import java.lang.invoke.MethodHandles;
            import java.util.*;
            import java.util.function.Consumer;

            public final class Provider implements RunnerProvider {
                public record Section() {}

                @Override
                public String type() {
                    return "%2$s";
                }

                @Override
                public SectionType<Section> section() {
                    return SectionType.of(MethodHandles.lookup(), Section.class);
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
                    return new Runner() {
                        @Override
                        public void start(InstanceSpec spec) {
                            %3$s
                        }

                        @Override
                        public void stop(InstanceId id, StopPolicy policy) {}

                        @Override
                        public void remove(InstanceId id) {}

                        @Override
                        public List<ObservedInstance> list() {
                            return List.of();
                        }

                        @Override
                        public void watch(Consumer<InstanceId> changed) {}

                        @Override
                        public void close() {}
                    };
                }
            }
            """;
    private static final String WELL = "return new Verdict.Healthy(\"the moon is up\");";

    private final Path plugins;
    private final Path work;
    private final String kernel;

    BrokenPlugins(Path directory) throws IOException {
        this.plugins = Files.createDirectory(directory.resolve("plugins"));
        this.work = Files.createDirectory(directory.resolve("work"));
        try (var jars = Files.list(Path.of("../rune-kernel/target"))) {
            this.kernel = jars.map(Path::toString).filter(name -> name.matches(".*/rune-kernel-[^/]*\\.jar"))
                    .findFirst().orElseThrow();
        }
    }

    Path directory() {
        return plugins;
    }

    /** A plugin without fault: the probe type {@code moon}, which always passes. */
    void healthy(String id) throws IOException {
        probe(id, "", "", WELL);
    }

    /** Its provider's constructor throws. */
    void throwing(String id) throws IOException {
        probe(id, "public Provider() { if (true) throw new IllegalStateException(\"not on a Monday\"); }", "", WELL);
    }

    /** It requires a module that nobody has. */
    void lacking(String id) throws IOException {
        build(id, probeSource(id, id, "", "", WELL), "requires absent.friend;",
                List.of(absentFriend()));
    }

    /** It was made for a kernel of the future. */
    void future(String id) throws IOException {
        healthy(id);
        describe(id, "99.0", "");
    }

    /** It takes the type word {@code type}. */
    void typed(String id, String type) throws IOException {
        build(id, probeSource(id, type, "", "", WELL), "", List.of());
    }

    /** Its descriptor has one line more. */
    void described(String id, String line) throws IOException {
        healthy(id);
        describe(id, "0.1", line);
    }

    /** A probe of the type {@code id} whose parts are as given. */
    void probe(String id, String members, String create, String attempt) throws IOException {
        build(id, probeSource(id, id, members, create, attempt), "", List.of());
    }

    /** A sound probe whose module requires {@code module} of the JDK. */
    void requiring(String id, String module) throws IOException {
        build(id, probeSource(id, id, "", "", WELL), "requires " + module + ";", List.of());
    }

    /** A runner of the type {@code id} that does {@code start} to start an instance. */
    void runner(String id, String start) throws IOException {
        build(id, RUNNER.formatted(module(id), id, start), "", List.of());
    }

    /** A sound probe that brings a copy of the kernel. */
    void bundling(String id) throws IOException {
        healthy(id);
        Files.copy(Path.of(kernel), plugins.resolve(id).resolve("rune-kernel.jar"));
    }

    /** Two of its libraries have the same package. */
    void split(String id) throws IOException {
        healthy(id);
        for (var half : List.of("one", "two")) {
            var classes = compile(id + half, List.of(
                    source("module-info", "module split." + half + " { exports same; }"),
                    source("same/" + half, "package same; public class " + half + " {}")), kernel);
            jar(classes, plugins.resolve(id).resolve(half + ".jar"));
        }
    }

    /** It was compiled against another version of its library than it has. */
    void unlinked(String id) throws IOException {
        var descriptor = source("module-info", "module some.lib { exports lib; }");
        var complete = compile(id + "-then",
                List.of(descriptor,
                        source("lib/Lib", "package lib; public class Lib { public static void gone() {} }")),
                kernel);
        var present = compile(id + "-now", List.of(descriptor, source("lib/Lib", "package lib; public class Lib {}")),
                kernel);
        build(id, probeSource(id, id, "", "", "lib.Lib.gone(); " + WELL), "requires some.lib;",
                List.of(complete));
        jar(present, plugins.resolve(id).resolve("lib.jar"));
    }

    private static String module(String id) {
        return "third.party." + id.replace("-", "");
    }

    private static String probeSource(String id, String type, String members, String create, String attempt) {
        return PROVIDER.formatted(module(id), type, members, create, attempt);
    }

    private void build(String id, String provider, String requirement, List<Path> against)
            throws IOException {
        var sources = List.of(source("Provider", provider), source("module-info", """
                module %1$s {
                    requires dev.rune.kernel;
                    %2$s
                    provides dev.rune.kernel.spi.%3$sProvider with %1$s.Provider;
                }
                """.formatted(module(id), requirement,
                provider.contains("implements RunnerProvider") ? "runner.Runner" : "probe.Probe")));
        var path = new StringBuilder(kernel);
        against.forEach(library -> path.append(":").append(library));
        var classes = compile(id, sources, path.toString());
        Files.createDirectory(plugins.resolve(id));
        jar(classes, plugins.resolve(id).resolve(id + ".jar"));
        describe(id, "0.1", "");
    }

    private void describe(String id, String api, String more) throws IOException {
        Files.writeString(plugins.resolve(id).resolve("plugin.properties"), """
                id=%s
                version=1.0
                module=%s
                api=%s
                %s
                """.formatted(id, module(id), api, more));
    }

    /** A module to compile against and to leave behind. */
    private Path absentFriend() throws IOException {
        return compile("absent", List.of(source("module-info", "module absent.friend {}")), kernel);
    }

    private Path compile(String name, List<JavaFileObject> sources, String modulePath) throws IOException {
        var classes = Files.createDirectories(work.resolve(name));
        var messages = new StringWriter();
        var compiled = ToolProvider.getSystemJavaCompiler().getTask((Writer) messages, null, null,
                new ArrayList<>(List.of("-d", classes.toString(), "--module-path", modulePath)), null, sources).call();
        if (!compiled) {
            throw new AssertionError(messages.toString());
        }
        return classes;
    }

    private static JavaFileObject source(String name, String text) {
        return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    private static void jar(Path classes, Path to) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(to)); var files = Files.walk(classes)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
    }

    /** The ids and what must be named in the message of each. */
    static Map<String, String> complaints() {
        return Map.of("grumpy", "not on a Monday", "lonely", "absent.friend", "future", "99.0");
    }
}
