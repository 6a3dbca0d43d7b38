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

                public Provider() {
                    %3$s
                }

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
                    return new Probe() {
                        @Override
                        public Verdict attempt(ProbeTarget target, Record section, Duration timeout) {
                            return new Verdict.Healthy("the moon is up");
                        }

                        @Override
                        public void close() {}
                    };
                }
            }
            """;

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
        plugin(id, "third.party.moon", "moon", "", "", "0.1");
    }

    /** Its provider's constructor throws. */
    void throwing(String id) throws IOException {
        plugin(id, "third.party.grumpy", "grumpy", "",
                "if (true) { throw new IllegalStateException(\"not on a Monday\"); }", "0.1");
    }

    /** It requires a module that nobody has. */
    void lacking(String id) throws IOException {
        plugin(id, "third.party.lonely", "lonely", "requires absent.friend;", "", "0.1");
    }

    /** It was made for a kernel of the future. */
    void future(String id) throws IOException {
        plugin(id, "third.party.future", "future", "", "", "99.0");
    }

    private void plugin(String id, String module, String type, String requirement, String constructor, String api)
            throws IOException {
        var sources = List.of(
                source("Provider", PROVIDER.formatted(module, type, constructor)),
                source("module-info", """
                        module %1$s {
                            requires dev.rune.kernel;
                            %2$s
                            provides dev.rune.kernel.spi.probe.ProbeProvider with %1$s.Provider;
                        }
                        """.formatted(module, requirement)));
        var classes = compile(id, sources, requirement.isEmpty() ? kernel : kernel + ":" + absentFriend());
        var folder = Files.createDirectory(plugins.resolve(id));
        jar(classes, folder.resolve(id + ".jar"));
        Files.writeString(folder.resolve("plugin.properties"), """
                id=%s
                version=1.0
                module=%s
                api=%s
                """.formatted(id, module, api));
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
