package dev.rune.dist;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Somebody who has the distribution, a JDK and Maven, and nothing of Rune's in his local repository: that one is put
 * together of links to what this build uses, but for Rune's own group. Nothing of Rune's is written to the user's.
 */
final class Stranger {
    /** The lock of the tests that fill his repository. */
    static final String REPOSITORY = "repository";

    private final Path repository;

    Stranger() throws IOException {
        this.repository = Path.of("target", "stranger", "m2").toAbsolutePath();
        delete(repository.resolve("dev/rune"));
        var users = Path.of(System.getProperty("rune.local.repository"));
        link(users, repository, List.of("dev"));
        link(users.resolve("dev"), repository.resolve("dev"), List.of("rune"));
    }

    /** What an earlier run of the tests took from its own distribution. */
    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var all = Files.walk(folder)) {
                for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static void link(Path from, Path to, List<String> without) throws IOException {
        Files.createDirectories(to);
        if (!Files.isDirectory(from)) {
            return;
        }
        try (var entries = Files.list(from)) {
            for (var entry : entries.toList()) {
                if (!without.contains(entry.getFileName().toString())) {
                    try {
                        Files.createSymbolicLink(to.resolve(entry.getFileName()), entry);
                    } catch (FileAlreadyExistsException _) {
                        // An earlier run was here.
                    }
                }
            }
        }
    }

    /** His variables, and {@code more}. */
    Map<String, String> environment(Map<String, String> more) {
        var environment = new HashMap<>(more);
        environment.put("PATH", Distribution.HOME.resolve("bin") + ":" + System.getenv("PATH"));
        environment.put("HOME", System.getProperty("user.home"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("MAVEN_OPTS",
                System.getenv().getOrDefault("MAVEN_OPTS", "") + " -Dmaven.repo.local=" + repository);
        return environment;
    }
}
