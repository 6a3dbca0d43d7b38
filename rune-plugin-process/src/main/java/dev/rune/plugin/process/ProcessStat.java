package dev.rune.plugin.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code /proc/PID/stat} says.
 *
 * @param pid        the process
 * @param state      R, S, D, T, Z, X, …
 * @param parent     its parent's pid
 * @param session    its session
 * @param start      its start time, in clock ticks since boot
 * @param cpuTicks   processor time, its own and that of the children it has waited for
 * @param threads    its threads
 * @param pages      resident memory in pages
 * @param waitStatus how it ended, as wait(2) tells it, where it has and we may know
 */
record ProcessStat(long pid, char state, long parent, long session, long start, long cpuTicks, int threads, long pages,
        int waitStatus) {
    private static final Path PROC = Path.of("/proc");
    private static final int FIELDS = 53;

    /** Whether it has ended and only waits to be waited for. */
    boolean dead() {
        return state == 'Z' || state == 'X';
    }

    ProcessKey key() {
        return new ProcessKey(pid, start);
    }

    /** The process {@code pid}, where there is one. */
    static Optional<ProcessStat> of(long pid) {
        try {
            return Optional.of(parse(ProcFile.read(PROC.resolve(pid + "/stat"))));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** All processes there are, by pid. */
    static Map<Long, ProcessStat> all() {
        Map<Long, ProcessStat> all = new HashMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path entry : entries) {
                of(Long.parseLong(entry.getFileName().toString())).ifPresent(stat -> all.put(stat.pid(), stat));
            }
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
        return all;
    }

    /** {@code root} and everything that descends from it. */
    static List<ProcessStat> tree(Map<Long, ProcessStat> all, long root) {
        List<ProcessStat> tree = new ArrayList<>();
        if (all.containsKey(root)) {
            tree.add(all.get(root));
        }
        for (int i = 0; i < tree.size(); i++) {
            long parent = tree.get(i).pid();
            all.values().stream().filter(stat -> stat.parent() == parent).forEach(tree::add);
        }
        return tree;
    }

    private static ProcessStat parse(String text) {
        // The program's name stands in parentheses and may hold spaces and parentheses itself.
        int at = text.lastIndexOf(')') + 2;
        char state = text.charAt(at);
        long[] fields = new long[FIELDS];
        // Numbers from field 4 on, as proc(5) counts them.
        at += 2;
        for (int field = 4; field < FIELDS && at < text.length(); field++) {
            int end = text.indexOf(' ', at);
            end = end < 0 ? text.length() - 1 : end;
            fields[field] = text.charAt(at) == '-'
                    ? Long.parseLong(text, at, end, 10)
                    : Long.parseUnsignedLong(text, at, end, 10);
            at = end + 1;
        }
        long cpu = fields[14] + fields[15] + fields[16] + fields[17];
        return new ProcessStat(Long.parseLong(text, 0, text.indexOf(' '), 10), state, fields[4], fields[6], fields[22],
                cpu,
                (int) fields[20], fields[24], (int) fields[52]);
    }
}
