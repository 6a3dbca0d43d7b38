package dev.rune.cli.image;

import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The JDK whose {@code jlink} makes the run-time, and whose modules it is made of.
 *
 * @param home    its directory
 * @param version what it says of itself, such as {@code 25.0.3}
 */
record Jdk(Path home, String version) {
    /** The first whose run-time takes our classes. */
    static final int OLDEST = 25;

    private static final String HINT = "Name the directory of a JDK " + OLDEST
            + " or later with --jdk, or in the variable JAVA_HOME.";

    /**
     * The JDK that {@code named} names, else {@code JAVA_HOME}, else the one whose {@code javac} is on the path.
     *
     * @throws Failure where there is none, or one that cannot be used
     */
    static Jdk find(Optional<String> named, String javaHome, String path) {
        if (named.isPresent()) {
            return at(Path.of(named.get()), "--jdk");
        }
        if (!javaHome.isEmpty()) {
            return at(Path.of(javaHome), "JAVA_HOME");
        }
        for (String folder : path.split(File.pathSeparator)) {
            Path javac = Path.of(folder, "javac");
            if (!folder.isEmpty() && Files.isExecutable(javac)) {
                return at(real(javac).getParent().getParent(), "the PATH");
            }
        }
        throw new Failure(ExitCode.NOT_FOUND,
                "no JDK was found: there is no --jdk, no JAVA_HOME and no javac on the PATH",
                HINT);
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            throw new Failure(ExitCode.NOT_FOUND, file + " cannot be followed: " + e.getMessage(), HINT);
        }
    }

    private static Jdk at(Path home, String whence) {
        if (!Files.isExecutable(home.resolve("bin").resolve("jlink"))) {
            throw new Failure(ExitCode.NOT_FOUND, home + ", which " + whence + " names, is no JDK: it has no bin/jlink",
                    HINT);
        }
        String version = version(home.resolve("release"));
        if (!version.matches("[0-9]+(\\..*)?") || Integer.parseInt(version.replaceFirst("\\..*", "")) < OLDEST) {
            throw new Failure(ExitCode.CONFLICT, "the JDK in " + home + ", which " + whence + " names, is "
                    + (version.isEmpty() ? "of no known version" : version) + "; it must be " + OLDEST + " or later",
                    HINT);
        }
        return new Jdk(home, version);
    }

    /** What the file says behind {@code JAVA_VERSION}; empty where it says nothing. */
    private static String version(Path release) {
        try {
            for (String line : Files.readAllLines(release)) {
                if (line.startsWith("JAVA_VERSION=")) {
                    return line.substring("JAVA_VERSION=".length()).replace("\"", "").strip();
                }
            }
        } catch (IOException e) {
            return "";
        }
        return "";
    }
}
