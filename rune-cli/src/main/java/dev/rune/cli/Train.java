package dev.rune.cli;

import dev.rune.cli.command.Rune;
import dev.rune.cli.config.Surroundings;
import dev.rune.cli.term.Colours;
import dev.rune.cli.term.Console;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the commands that have to be quick, against answers of its own, and ends in the ordinary way: what is loaded and
 * linked here, the run-time keeps in its cache for {@link Main}.
 */
public final class Train {
    private static final List<String> COMMANDS = List.of("get services", "get services -o wide -A",
            "get services -o json",
            "get services -o name", "get instances", "get service api -o yaml", "get namespaces", "get plugins",
            "events", "status",
            "version", "health api", "logs api", "cast CASTFILE", "cast CASTFILE --no-wait", "scale api 1", "--help",
            "get --help",
            "get servces", "gett");

    private Train() {}

    /**
     * Trains.
     *
     * @param args not looked at
     * @throws IOException where a temporary file or the loopback interface fails
     */
    public static void main(String[] args) throws IOException {
        Main.prepare();
        // Its name needs no random numbers, which the client has no use for.
        Path directory = Files.createDirectory(
                Path.of(System.getProperty("java.io.tmpdir"), "rune-train-" + ProcessHandle.current().pid()));
        Path castfile = Files.writeString(directory.resolve("api.yaml"), "service:\n  name: api\n");
        Path data = Files.createDirectory(directory.resolve("rune"));
        Path config = data.resolve("client.yaml");
        try (TrainingServer server = TrainingServer.start()) {
            Files.writeString(config, "currentContext: local\ncontexts:\n  local:\n    server: " + server.address()
                    + "\n    token: none\n    namespace: default\n");
            for (String command : COMMANDS) {
                String[] words = command.replace("CASTFILE", castfile.toString()).split(" ");
                new Rune(surroundings(directory), InstantSource.system(), nowhere()).run(words);
            }
        } finally {
            Files.deleteIfExists(castfile);
            Files.deleteIfExists(config);
            Files.deleteIfExists(data);
            Files.deleteIfExists(directory);
        }
    }

    /** Those of this process, but for the configuration: the own file is not there, so the daemon's is found. */
    private static Surroundings surroundings(Path directory) {
        Surroundings real = Surroundings.ofProcess();
        Console.ofProcess(real.variables(), true);
        Map<String, String> variables = new HashMap<>(real.variables());
        variables.keySet().removeIf(name -> name.startsWith("RUNE_"));
        variables.put("XDG_CONFIG_HOME", directory.resolve("none").toString());
        variables.put("XDG_STATE_HOME", directory.toString());
        return new Surroundings(variables, directory, false, real.distribution());
    }

    private static Console nowhere() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return new Console(new ByteArrayInputStream(new byte[0]), nowhere, nowhere, false, false, false, Colours.NONE);
    }
}
