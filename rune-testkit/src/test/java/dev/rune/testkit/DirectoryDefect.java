package dev.rune.testkit;

import dev.rune.kernel.spi.Provider;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.spi.ToolProvider;

/** A directory with a small probe plugin, compiled during the test, that breaks one rule of the contract. */
enum DirectoryDefect {
    /** As it should be. */
    NONE(""),
    /** A key of the descriptor that there is not. */
    UNKNOWN_KEY("D01"),
    /** The descriptor names a module that is not there. */
    OTHER_MODULE("D02"),
    /** A copy of the kernel comes along. */
    BUNDLED_KERNEL("D03"),
    /** Making the probe fails. */
    CANNOT_BE_MADE("D04"),
    /** A key of the section without a word about it. */
    UNEXPLAINED_KEY("D05"),
    /** Closing the probe fails. */
    CANNOT_BE_CLOSED("D06"),
    /** A thread goes on. */
    LEAVES_A_THREAD("D07"),
    /** What the first daemon left in its state directory is in the next one's way. */
    WORKS_ONCE("D08");

    static final String ID = "small";

    private static final String PROVIDER = """
            package small;

            import dev.rune.kernel.section.*;
            import dev.rune.kernel.spec.PortRef;
            import dev.rune.kernel.spi.PluginContext;
            import dev.rune.kernel.spi.probe.*;
            import java.lang.invoke.MethodHandles;
            import java.nio.file.Files;
            import java.time.Duration;
            import java.util.Optional;
            import java.util.concurrent.locks.LockSupport;

            public class SmallProvider implements ProbeProvider {
                record Section(%s int number) {}

                public String type() {
                    return "small";
                }

                public SectionType<?> section() {
                    return SectionType.of(MethodHandles.lookup(), Section.class);
                }

                public Optional<PortRef> port(Record section) {
                    return Optional.empty();
                }

                public Probe create(PluginContext context) {
                    %s
                    return new Probe() {
                        public Verdict attempt(ProbeTarget target, Record section, Duration timeout) {
                            return new Verdict.Healthy("small");
                        }

                        public void close() {
                            %s
                        }
                    };
                }
            }
            """;
    private static final String MODULE = """
            module small {
                requires dev.rune.kernel;
                provides dev.rune.kernel.spi.probe.ProbeProvider with small.SmallProvider;
            }
            """;

    private final String rule;

    DirectoryDefect(String rule) {
        this.rule = rule;
    }

    /** The rule that it breaks. */
    Optional<String> rule() {
        return Optional.of(rule).filter(text -> !text.isEmpty());
    }

    private String annotation() {
        return this == UNEXPLAINED_KEY ? "" : "@Doc(\"A number.\")";
    }

    private String making() {
        return switch (this) {
            case CANNOT_BE_MADE -> "if (true) { throw new IllegalStateException(\"no\"); }";
            case LEAVES_A_THREAD -> """
                    Thread.ofPlatform().daemon().start(() -> {
                        while (true) {
                            LockSupport.park();
                        }
                    });
                    """;
            case WORKS_ONCE -> """
                    try {
                        Files.createDirectory(context.stateDirectory().resolve("here"));
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                    """;
            default -> "";
        };
    }

    private String closing() {
        return this == CANNOT_BE_CLOSED ? "throw new IllegalStateException(\"not now\");" : "";
    }

    /** Makes the directory below {@code workshop}, unless it is there. */
    Path built(Path workshop) throws IOException {
        Path directory = workshop.resolve("plugin");
        if (Files.exists(directory)) {
            return directory;
        }
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("plugin.properties"), "id=" + ID + "\nversion=1\nmodule="
                + (this == OTHER_MODULE ? "smaller" : "small") + "\napi=0.1\n"
                + (this == UNKNOWN_KEY ? "colour=red\n" : ""));
        Path sources = Files.createDirectories(workshop.resolve("sources/small"));
        Path provider = Files.writeString(sources.resolve("SmallProvider.java"),
                PROVIDER.formatted(annotation(), making(), closing()));
        Path module = Files.writeString(sources.resolveSibling("module-info.java"), MODULE);
        Path classes = workshop.resolve("classes");
        run("javac", List.of("-proc:none", "-nowarn", "-d", classes.toString(), "--module-path", kernel().toString(),
                module.toString(), provider.toString()));
        pack(classes, directory.resolve("small.jar"));
        if (this == BUNDLED_KERNEL) {
            pack(kernel(), directory.resolve("kernel.jar"));
        }
        return directory;
    }

    private static Path kernel() {
        return Provider.class.getModule().getLayer().configuration().findModule("dev.rune.kernel").orElseThrow()
                .reference().location().map(Path::of).orElseThrow();
    }

    /** {@code classes} may be a jar already. */
    private static void pack(Path classes, Path jar) throws IOException {
        if (Files.isDirectory(classes)) {
            run("jar", List.of("--create", "--file", jar.toString(), "-C", classes.toString(), "."));
        } else {
            Files.copy(classes, jar);
        }
    }

    private static void run(String tool, List<String> words) {
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        if (ToolProvider.findFirst(tool).orElseThrow().run(out, out,
                new ArrayList<>(words).toArray(String[]::new)) != 0) {
            throw new IllegalStateException(tool + " " + words + "\n" + said);
        }
    }
}
