package dev.rune.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What runs on this machine, from {@code /proc}: the tests believe nobody's word for it. */
final class Processes {
    private Processes() {}

    /**
     * The living processes that run the program and have {@code tag} among their words, without their own children: a
     * shell that is about to run a command is for a moment there twice.
     */
    static Set<Long> tagged(String program, String tag) {
        var found = all().stream().filter(pid -> runs(pid, program) && words(pid, "cmdline").contains(tag))
                .collect(Collectors.toSet());
        var children = found.stream().filter(pid -> ProcessHandle.of(pid).flatMap(ProcessHandle::parent)
                .map(parent -> found.contains(parent.pid())).orElse(false)).toList();
        found.removeAll(children);
        return found;
    }

    /** Ends whatever carries the directory in its words or its environment, as the daemon's own helpers do. */
    static void killAllOf(Path directory) {
        for (var pid : all()) {
            var mark = directory.toString();
            if (pid != ProcessHandle.current().pid() && (mentions(words(pid, "cmdline"), mark)
                    || mentions(words(pid, "environ"), mark))) {
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    private static boolean mentions(List<String> words, String mark) {
        return words.stream().anyMatch(word -> word.contains(mark));
    }

    private static List<Long> all() {
        try (var files = Files.list(Path.of("/proc"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .map(Long::valueOf).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it is alive (a zombie has no program) and runs the program of that name. */
    private static boolean runs(long pid, String name) {
        try {
            return Path.of("/proc/" + pid + "/exe").toRealPath().equals(Path.of(name).toRealPath());
        } catch (IOException _) {
            return false;
        }
    }

    private static List<String> words(long pid, String file) {
        try {
            var bytes = Files.readAllBytes(Path.of("/proc/" + pid + "/" + file));
            return Arrays.asList(new String(bytes, StandardCharsets.ISO_8859_1).split("\0"));
        } catch (IOException _) {
            return List.of();
        }
    }
}
