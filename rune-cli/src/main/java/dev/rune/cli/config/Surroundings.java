package dev.rune.cli.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a command finds around it.
 *
 * @param variables    the environment variables
 * @param home         the user's home
 * @param root         whether the user is root
 * @param distribution the folder that {@code bin/rune} and {@code bin/runed} are in, where we were started from one
 */
public record Surroundings(Map<String, String> variables, Path home, boolean root, Optional<Path> distribution) {
    /** Those of this process. */
    public static Surroundings ofProcess() {
        Map<String, String> variables = System.getenv();
        String home = variables.getOrDefault("HOME", System.getProperty("user.home"));
        return new Surroundings(variables, Path.of(home), "root".equals(System.getProperty("user.name")),
                Optional.ofNullable(System.getProperty("rune.home", variables.get("RUNE_HOME"))).map(Path::of));
    }

    /** An environment variable, empty where it is unset or empty. */
    public String variable(String name) {
        return variables.getOrDefault(name, "");
    }

    /** The file that {@code rune login} writes. */
    public Path ownConfig() {
        String xdg = variable("XDG_CONFIG_HOME");
        return (xdg.isEmpty() ? home.resolve(".config") : Path.of(xdg)).resolve("rune").resolve("client.yaml");
    }

    /** Where {@code runed} keeps its data unless it is told otherwise. */
    public Path defaultDataDirectory() {
        if (root) {
            return Path.of("/var/lib/rune");
        }
        String xdg = variable("XDG_STATE_HOME");
        return (xdg.isEmpty() ? home.resolve(".local").resolve("state") : Path.of(xdg)).resolve("rune");
    }
}
