package dev.rune.kernel.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rune.kernel.spi.Provider;
import java.io.IOException;
import java.lang.classfile.ClassModel;
import java.lang.reflect.AccessFlag;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The kernel's architecture:")
class KernelArchitectureTest {
    /** From the ground up: each may see those before it, and no other. */
    private static final List<String> ORDER = List.of("section", "problem", "spec", "status", "spi", "spi.runner",
            "spi.probe", "spi.exposure", "spi.mount", "spi.store", "spi.host", "schedule", "plugin", "record",
            "content", "plan",
            "queue", "health", "event", "reconcile", "facade", "launch");

    /** What is decided depends on nothing but what is wanted, what is the case, and what was written down. */
    private static final Map<String, Set<String>> PURE = Map.of("plan",
            Set.of("section", "problem", "spec", "status", "spi.runner", "record"), "record",
            Set.of("section", "problem", "spec", "status", "spi.runner", "spi.store"), "queue", Set.of("schedule"));

    /** Time and chance, and who brings them in. Everybody else is given them. */
    private static final Map<String, Set<String>> AMBIENT = Map.ofEntries(
            Map.entry("java.time.Instant.now", Set.of()),
            Map.entry("java.time.InstantSource.system", Set.of("schedule.SystemScheduler")),
            Map.entry("java.time.Clock.systemUTC", Set.of()),
            Map.entry("java.time.Clock.systemDefaultZone", Set.of()), Map.entry("java.time.LocalDate.now", Set.of()),
            Map.entry("java.time.LocalDateTime.now", Set.of()), Map.entry("java.time.ZonedDateTime.now", Set.of()),
            Map.entry("java.time.OffsetDateTime.now", Set.of()),
            Map.entry("java.lang.System.currentTimeMillis", Set.of()),
            Map.entry("java.lang.System.nanoTime", Set.of()), Map.entry("java.lang.Thread.sleep", Set.of()),
            Map.entry("java.util.concurrent.TimeUnit.sleep", Set.of()),
            Map.entry("java.util.concurrent.locks.LockSupport.parkNanos", Set.of()),
            Map.entry("java.util.concurrent.locks.LockSupport.parkUntil", Set.of()),
            Map.entry("java.lang.Math.random", Set.of()), Map.entry("java.util.UUID.randomUUID", Set.of()),
            Map.entry("java.util.Random.<init>", Set.of()),
            Map.entry("java.security.SecureRandom.<init>", Set.of("launch.KernelLauncher")),
            Map.entry("java.util.concurrent.ThreadLocalRandom.current", Set.of()),
            Map.entry("java.util.concurrent.CompletableFuture.delayedExecutor", Set.of()),
            Map.entry("java.util.concurrent.CompletableFuture.supplyAsync", Set.of()),
            Map.entry("java.util.concurrent.CompletableFuture.runAsync", Set.of()),
            Map.entry("java.util.Timer.<init>", Set.of()));

    @Test
    @DisplayName("packages see only those below them")
    void packagesSeeOnlyThoseBelow() throws IOException {
        Set<String> upwards = new TreeSet<>();
        for (ClassModel model : KernelClasses.all()) {
            String from = KernelClasses.packageOf(KernelClasses.name(model));
            for (String to : KernelClasses.mentioned(model)) {
                if (ORDER.indexOf(to) >= ORDER.indexOf(from)) {
                    upwards.add(KernelClasses.name(model) + " sees " + to);
                }
            }
        }
        assertEquals(Set.of(), upwards);
    }

    @Test
    @DisplayName("the order names every package and no other")
    void theOrderNamesEveryPackage() throws IOException {
        assertEquals(new TreeSet<>(ORDER), KernelClasses.all().stream()
                .map(model -> KernelClasses.packageOf(KernelClasses.name(model)))
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    @DisplayName("what decides is pure")
    void whatDecidesIsPure() throws IOException {
        Set<String> foreign = new TreeSet<>();
        for (ClassModel model : KernelClasses.all()) {
            Set<String> allowed = PURE.get(KernelClasses.packageOf(KernelClasses.name(model)));
            if (allowed != null) {
                KernelClasses.mentioned(model).stream().filter(to -> !allowed.contains(to))
                        .forEach(to -> foreign.add(KernelClasses.name(model) + " sees " + to));
            }
        }
        assertEquals(Set.of(), foreign);
    }

    @Test
    @DisplayName("time and chance are given, not taken")
    void timeAndChanceAreGiven() throws IOException {
        Set<String> taken = new TreeSet<>();
        for (ClassModel model : KernelClasses.all()) {
            String name = KernelClasses.name(model);
            KernelClasses.called(model).stream()
                    .filter(method -> AMBIENT.containsKey(method) && !AMBIENT.get(method).contains(name))
                    .forEach(method -> taken.add(name + " calls " + method));
        }
        assertEquals(Set.of(), taken);
    }

    @Test
    @DisplayName("who brings in time and chance does so")
    void whoBringsInTimeDoesSo() throws IOException {
        Set<String> wanted = new TreeSet<>();
        AMBIENT.forEach((method, callers) -> callers.forEach(caller -> wanted.add(caller + " calls " + method)));
        Set<String> found = new TreeSet<>();
        for (ClassModel model : KernelClasses.all()) {
            KernelClasses.called(model).forEach(method -> found.add(KernelClasses.name(model) + " calls " + method));
        }
        found.retainAll(wanted);
        assertEquals(wanted, found);
    }

    @Test
    @DisplayName("the kernel requires nothing but java.base")
    void theKernelRequiresNothing() {
        assertEquals(Set.of("java.base"), Provider.class.getModule().getDescriptor().requires().stream()
                .map(requires -> requires.name()).collect(Collectors.toSet()));
    }

    @Test
    @DisplayName("what is exported shows nothing that is not")
    void whatIsExportedShowsNothingElse() throws IOException, ClassNotFoundException {
        Module kernel = Provider.class.getModule();
        Set<String> shown = new TreeSet<>();
        for (ClassModel model : KernelClasses.all()) {
            Class<?> type = Class.forName(model.thisClass().asInternalName().replace('/', '.'), false,
                    Provider.class.getClassLoader());
            if (isPromised(kernel, type)) {
                signatures(type).filter(seen -> seen.getModule() == kernel && !isPromised(kernel, seen))
                        .forEach(seen -> shown.add(type.getName() + " shows " + seen.getName()));
            }
        }
        assertEquals(Set.of(), shown);
    }

    private static boolean isPromised(Module kernel, Class<?> type) {
        boolean visible = true;
        for (Class<?> outer = type; outer != null; outer = outer.getEnclosingClass()) {
            visible &= outer.accessFlags().contains(AccessFlag.PUBLIC);
        }
        return visible && kernel.getDescriptor().exports().stream()
                .anyMatch(exports -> exports.source().equals(type.getPackageName()));
    }

    /** The classes in what others can see of {@code type}. */
    private static Stream<Class<?>> signatures(Class<?> type) {
        List<Class<?>> seen = new ArrayList<>(List.of(type.getInterfaces()));
        if (type.getSuperclass() != null) {
            seen.add(type.getSuperclass());
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            add(seen, constructor);
        }
        for (Method method : type.getDeclaredMethods()) {
            add(seen, method);
            if (isVisible(method)) {
                seen.add(method.getReturnType());
            }
        }
        return seen.stream().map(KernelArchitectureTest::element);
    }

    private static void add(List<Class<?>> seen, Executable member) {
        if (isVisible(member)) {
            seen.addAll(Arrays.asList(member.getParameterTypes()));
            seen.addAll(Arrays.asList(member.getExceptionTypes()));
        }
    }

    private static boolean isVisible(Executable member) {
        return !member.isSynthetic()
                && (Modifier.isPublic(member.getModifiers()) || Modifier.isProtected(member.getModifiers()));
    }

    private static Class<?> element(Class<?> type) {
        return type.isArray() ? element(type.getComponentType()) : type;
    }
}
