package dev.rune.plugin.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The control groups of one instance.
 *
 * @param directories one for each hierarchy; none where nothing is limited
 */
record ControlGroup(List<Path> directories) {
    static final ControlGroup NONE = new ControlGroup(List.of());

    /** The files that a process writes itself into to join. */
    List<String> procsFiles() {
        return directories.stream().map(directory -> directory.resolve("cgroup.procs").toString()).toList();
    }

    /** Who is in it now. */
    Set<Long> members() {
        Set<Long> members = new HashSet<>();
        for (Path directory : directories) {
            try {
                Files.readAllLines(directory.resolve("cgroup.procs")).forEach(pid -> members.add(Long.valueOf(pid)));
            } catch (IOException gone) {
                // A group that was removed has no members.
            }
        }
        return members;
    }

    /** Kills all at once where the kernel can (second version, since Linux 5.14). */
    void kill() {
        for (Path directory : directories) {
            Path kill = directory.resolve("cgroup.kill");
            if (Files.exists(kill)) {
                try {
                    Files.writeString(kill, "1");
                } catch (IOException gone) {
                    // Whoever kills goes on until nobody is left, one way or the other.
                }
            }
        }
    }

    /** Whether the kernel has killed in it because it went over its memory limit. */
    boolean killedForMemory() {
        return directories.stream()
                .flatMap(directory -> Stream.of("memory.oom_control", "memory.events").map(directory::resolve))
                .anyMatch(file -> {
                    try {
                        return Files.readAllLines(file).stream().anyMatch(line -> line.matches("oom_kill [1-9][0-9]*"));
                    } catch (IOException missing) {
                        return false;
                    }
                });
    }

    /** Removes it; possible once nobody is left in it. */
    void remove() {
        for (Path directory : directories) {
            try {
                Files.deleteIfExists(directory);
                // That of all our instances goes with the last.
                Files.deleteIfExists(directory.resolve("..").normalize());
            } catch (IOException busy) {
                // Somebody is in it, or others beside it; it is tried again when the instance is removed.
            }
        }
    }
}
