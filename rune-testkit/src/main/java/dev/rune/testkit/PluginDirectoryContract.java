package dev.rune.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rune.kernel.launch.CastfileSchema.Section;
import dev.rune.kernel.launch.KernelLauncher;
import dev.rune.kernel.launch.KernelSettings;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.section.Field;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.spec.ContentLimits;
import dev.rune.kernel.spi.host.Kernel;
import dev.rune.kernel.status.PluginReport;
import dev.rune.kernel.status.PluginStatus;
import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every plugin's directory must be, as numbered rules: loaded by a real kernel, as runed loads it, into a module
 * layer of its own. A plugin's test extends it, says where the directory is, and runs after that was made. The kernel
 * must be a module: a test of a project with a {@code module-info} finds it so.
 */
public abstract class PluginDirectoryContract {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int DAEMONS = 3;

    /** Where the kernel of a rule keeps its state, and the one plugin is that it has. */
    @TempDir
    Path scratch;

    private List<Path> plugins = List.of();

    /** For the test of a directory. */
    protected PluginDirectoryContract() {}

    /** The directory. */
    protected abstract Path directory();

    /** The plugin's id; another than the directory's name where that is named so only once it is delivered. */
    protected String id() {
        return directory().toAbsolutePath().normalize().getFileName().toString();
    }

    /** What the operator has set for plugins. */
    protected Mapping settings() {
        return Mapping.empty();
    }

    @BeforeEach
    final void putItAlone() throws IOException {
        Path alone = Files.createDirectory(scratch.resolve("plugins"));
        Files.createSymbolicLink(alone.resolve(id()), directory().toAbsolutePath());
        plugins = List.of(alone);
    }

    /** Whoever deletes the scratch directory is not to meet a way out of it. */
    @AfterEach
    final void takeItAway() throws IOException {
        Files.deleteIfExists(plugins.getFirst().resolve(id()));
    }

    private PluginReport report() {
        return KernelLauncher.examine(plugins.getFirst().resolve(id()), List.of());
    }

    private Kernel kernel() {
        return KernelLauncher.launch(new KernelSettings(scratch.resolve("data"), plugins, "contract", "node",
                settings(), ContentLimits.STANDARD), new InMemoryStore(), new MasterKeysInMemory(1));
    }

    /** What a kernel says of it before it is closed, in which it may do as it likes. */
    private PluginStatus status() {
        Kernel kernel = kernel();
        try {
            return kernel.plugins().getFirst();
        } finally {
            closed(kernel);
        }
    }

    /** What goes wrong when {@code kernel} is closed; empty where nothing does. */
    private static String closed(Kernel kernel) {
        try {
            kernel.close();
            return "";
        } catch (ProblemException failure) {
            return failure.problem().message();
        }
    }

    @Test
    @DisplayName("D01 its descriptor says what it is, in the words that runed knows")
    final void itsDescriptorSaysWhatItIs() {
        assertEquals("", report().failure().filter(why -> why.startsWith("descriptor: ")).orElse(""));
    }

    @Test
    @DisplayName("D02 its modules are found and connected, and provide something")
    final void itsModulesAreConnected() {
        assertEquals("", report().failure().filter(why -> !why.startsWith("descriptor: ")).orElse(""));
    }

    @Test
    @DisplayName("D03 nothing lies in it that runed lends: no kernel, no slf4j")
    final void nothingLentLiesInIt() {
        assertEquals(List.of(), report().notes());
    }

    @Test
    @DisplayName("D04 runed loads it and makes everything that it provides")
    final void itIsMade() {
        if (report().failure().isEmpty()) {
            PluginStatus status = status();
            assertEquals("it works", status.running() ? "it works" : status.message());
        }
    }

    @Test
    @DisplayName("D05 every key of its sections says what it is for")
    final void everyKeyIsExplained() {
        Set<List<Field>> own = KernelLauncher.schema(plugins).sections().stream().map(Section::fields)
                .collect(Collectors.toCollection(HashSet::new));
        KernelLauncher.schema(List.of()).sections().stream().map(Section::fields).forEach(own::remove);
        List<String> mute = new ArrayList<>();
        own.forEach(fields -> unexplained(fields, "", mute));
        assertEquals(List.of(), mute, "put @Doc before these components");
    }

    private static void unexplained(List<Field> fields, String path, List<String> mute) {
        for (Field field : fields) {
            if (field.doc().isBlank()) {
                mute.add(path + field.key());
            }
            unexplained(field.fields(), path + field.key() + ".", mute);
        }
    }

    @Test
    @DisplayName("D06 closing it succeeds")
    final void closingItSucceeds() {
        assertEquals("", closed(kernel()));
    }

    @Test
    @DisplayName("D07 no platform thread of its own is left when it is closed; one that only waits for garbage, as JNA's, is none")
    final void noThreadIsLeft() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Set<ClassLoader> known = new HashSet<>();
        before.forEach(thread -> known.add(thread.getContextClassLoader()));
        Set<String> modules = Set.copyOf(report().modules());
        status();
        try {
            Await.until("the plugin's threads end", PATIENCE, () -> left(before, known, modules).isEmpty());
        } catch (AssertionError late) {
            throw new AssertionError(late.getMessage() + ": " + left(before, known, modules), late);
        }
    }

    /**
     * Threads that run its code, or were begun by it: those have its class loader from whoever called it. Not those with
     * which libraries such as JNA wait for garbage as long as their classes are there.
     */
    private static List<String> left(Set<Thread> before, Set<ClassLoader> known, Set<String> modules) {
        List<String> left = new ArrayList<>();
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            ClassLoader loader = thread.getContextClassLoader();
            boolean foreign = loader != null && !known.contains(loader) && loader != ClassLoader.getSystemClassLoader();
            if (!before.contains(thread) && !awaitsGarbage(stack) && (foreign || Arrays.stream(stack)
                    .anyMatch(frame -> modules.contains(String.valueOf(frame.getModuleName()))))) {
                left.add(thread.getName());
            }
        });
        return left;
    }

    private static boolean awaitsGarbage(StackTraceElement[] stack) {
        return Arrays.stream(stack).anyMatch(frame -> frame.getClassName().equals(ReferenceQueue.class.getName())
                && frame.getMethodName().startsWith("remove"));
    }

    @Test
    @DisplayName("D08 a daemon that starts again finds it as the one before did")
    final void itIsTheSameInTheNextDaemon() {
        List<Object> first = lasting(status());
        for (int i = 1; i < DAEMONS; i++) {
            assertEquals(first, lasting(status()));
        }
    }

    /** What a plugin is. How it is, its message says, and that is another day's. */
    private static List<Object> lasting(PluginStatus status) {
        return List.of(status.id(), status.version(), status.kinds(), status.types(), status.running());
    }
}
