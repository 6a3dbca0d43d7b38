package dev.rune.plugin.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where control groups are mounted and which of them the daemon is in.
 *
 * @param hierarchies the daemon's own directory by controller; the second version's under the empty name
 * @param roots       the top directory in the same way
 * @param readOnly    the top directories that are mounted so that nobody may change them, root included
 */
record CgroupMounts(Map<String, Path> hierarchies, Map<String, Path> roots, Set<Path> readOnly) {
    /** Why no groups can be made in {@code group}; empty where it is not for how it is mounted. */
    Optional<String> unchangeable(Path group) {
        return readOnly.stream().filter(group::startsWith).findAny()
                .map(top -> "the control groups in " + top + " are mounted read-only, as in a container without "
                        + "privileges: have them mounted writable for runed, or do without 'resources'");
    }

    static CgroupMounts read() throws IOException {
        return parse(Files.readAllLines(Path.of("/proc/self/mountinfo")),
                Files.readAllLines(Path.of("/proc/self/cgroup")));
    }

    /** From the lines of {@code /proc/self/mountinfo} and {@code /proc/self/cgroup}. */
    static CgroupMounts parse(List<String> mountInfo, List<String> memberships) {
        Map<String, Path> hierarchies = new HashMap<>();
        Map<String, Path> roots = new HashMap<>();
        Set<Path> readOnly = new HashSet<>();
        for (String line : mountInfo) {
            // id parent device root mountpoint options … - type source options
            String[] halves = line.split(" - ", 2);
            String[] left = halves[0].split(" ", -1);
            String[] right = halves[1].split(" ", -1);
            List<String> options = Arrays.asList(right[right.length - 1].split(",", -1));
            for (String membership : memberships) {
                String[] parts = membership.split(":", 3);
                boolean second = right[0].equals("cgroup2") && parts[1].isEmpty();
                for (String controller : parts[1].split(",", -1)) {
                    if (second || (right[0].equals("cgroup") && options.contains(controller))) {
                        Path root = Path.of(left[4]);
                        if (roots.putIfAbsent(controller, root) == null
                                && (Arrays.asList(left[5].split(",", -1)).contains("ro") || options.contains("ro"))) {
                            readOnly.add(root);
                        }
                        below(root, left[3], parts[2]).ifPresent(own -> hierarchies.putIfAbsent(controller, own));
                    }
                }
            }
        }
        return new CgroupMounts(Map.copyOf(hierarchies), Map.copyOf(roots), Set.copyOf(readOnly));
    }

    /** A mount may show a part of the hierarchy only, such as a container's own. */
    private static Optional<Path> below(Path mountPoint, String mountedRoot, String membership) {
        Path root = Path.of(mountedRoot);
        Path group = Path.of(membership);
        Path own = group.startsWith(root) ? mountPoint.resolve(root.relativize(group).toString()) : mountPoint;
        return Files.isDirectory(own) ? Optional.of(own.normalize()) : Optional.of(mountPoint);
    }
}
