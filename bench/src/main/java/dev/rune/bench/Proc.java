package dev.rune.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** What runs, from {@code /proc}: nothing is taken on anybody's word. */
final class Proc {
    private static final Path PROC = Path.of("/proc");
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private Proc() {}

    /** The living processes that run exactly this program file. */
    static Set<Long> running(Path program) {
        var found = new HashSet<Long>();
        for (var pid : all()) {
            try {
                if (Files.readSymbolicLink(PROC.resolve(pid + "/exe")).equals(program)) {
                    found.add(pid);
                }
            } catch (IOException _) {
                // A zombie, or gone meanwhile.
            }
        }
        return found;
    }

    /** Looks until {@code wanted} holds of what runs the program; the nanoseconds that took since {@code since}. */
    static long awaitRunning(Path program, Predicate<Set<Long>> wanted, long since) {
        while (!wanted.test(running(program))) {
            if (System.nanoTime() - since > PATIENCE.toNanos()) {
                throw new IllegalStateException(running(program).size() + " of " + program + " run, for two minutes");
            }
            LockSupport.parkNanos(1_000_000);
        }
        return System.nanoTime() - since;
    }

    /** The processes that have {@code mark} in their words. */
    static Set<Long> mentioning(String mark) {
        var found = new HashSet<Long>();
        for (var pid : all()) {
            if (text(pid, "cmdline").contains(mark)) {
                found.add(pid);
            }
        }
        return found;
    }

    /** Proportional set size of all of them together, in bytes. */
    static long pss(Collection<Long> pids) {
        var total = 0L;
        for (var pid : pids) {
            for (var line : text(pid, "smaps_rollup").lines().filter(l -> l.startsWith("Pss:")).toList()) {
                total += Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        return total;
    }

    /** CPU nanoseconds that each has used so far, over all its living threads. */
    static Map<Long, Long> cpu(Collection<Long> pids) {
        var used = new HashMap<Long, Long>();
        for (var pid : pids) {
            var total = 0L;
            for (var thread : numbers(PROC.resolve(pid + "/task"))) {
                var words = text(pid, "task/" + thread + "/schedstat").split(" ");
                total += words[0].isEmpty() ? 0 : Long.parseLong(words[0]);
            }
            used.put(pid, total);
        }
        return used;
    }

    /** CPU nanoseconds used from {@code before} to {@code after}. */
    static long cpuBetween(Map<Long, Long> before, Map<Long, Long> after) {
        return after.entrySet().stream().mapToLong(e -> Math.max(0, e.getValue() - before.getOrDefault(e.getKey(), 0L)))
                .sum();
    }

    /** The process and all its living descendants. */
    static Set<Long> tree(long root) {
        var found = new HashSet<Long>();
        found.add(root);
        ProcessHandle.of(root).ifPresent(handle -> handle.descendants().forEach(child -> found.add(child.pid())));
        return found;
    }

    static void kill(Collection<Long> pids) {
        pids.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }

    private static List<Long> all() {
        return numbers(PROC);
    }

    private static List<Long> numbers(Path folder) {
        var names = folder.toFile().list();
        return names == null
                ? List.of()
                : java.util.Arrays.stream(names).filter(name -> Character.isDigit(name.charAt(0))).map(Long::valueOf)
                        .toList();
    }

    private static String text(long pid, String file) {
        try {
            return new String(Files.readAllBytes(PROC.resolve(pid + "/" + file)), StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            return "";
        } catch (UncheckedIOException _) {
            return "";
        }
    }
}
