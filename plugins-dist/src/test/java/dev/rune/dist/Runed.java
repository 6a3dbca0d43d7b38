package dev.rune.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A daemon of the distribution on a data directory and a port of its own, which it keeps over its restarts. Closing it
 * ends it and everything that it ever started.
 */
final class Runed implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final String program;
    private final Path directory;
    private final List<String> options;
    private final Map<String, String> environment;
    private final int port;
    private Process process;

    private Runed(String program, Path directory, List<String> options, Map<String, String> environment, int port) {
        this.program = program;
        this.directory = directory;
        this.options = options;
        this.environment = environment;
        this.port = port;
    }

    /** Starts a daemon and returns once it is ready. */
    static Runed start(Path directory, String... options) {
        return start(directory, Map.of(), options);
    }

    /** As {@link #start(Path, String...)}, with variables beyond the bare ones. */
    static Runed start(Path directory, Map<String, String> environment, String... options) {
        return startWith(Distribution.RUNED, directory, environment, options);
    }

    /** As {@link #start(Path, Map, String...)}, by another launcher. */
    static Runed startWith(String program, Path directory, Map<String, String> environment, String... options) {
        var runed = new Runed(program, directory, List.of(options), environment, freePort());
        runed.start();
        return runed;
    }

    /** Starts it (again) on the same data and returns once it is ready. */
    void start() {
        try {
            var words = new ArrayList<>(List.of(program, "--data-dir", data().toString(), "--http-addr",
                    "127.0.0.1:" + port));
            words.addAll(options);
            process = Distribution.command(words, environment).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile())).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Await.that("a ready daemon", () -> {
            if (!process.isAlive()) {
                throw new AssertionError("runed ended with " + process.exitValue() + ":\n" + output());
            }
            return get("/readyz") == 200;
        });
    }

    /** What a crash does to it. */
    void kill9() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** What a service manager does to it. */
    int terminate() {
        process.destroy();
        return awaitEnd();
    }

    boolean alive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    int port() {
        return port;
    }

    Path data() {
        return directory.resolve("data");
    }

    /** Everything it wrote, over all its restarts. */
    String output() {
        try {
            return Files.exists(log()) ? Files.readString(log()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command of the client against it. */
    Outcome rune(String... words) {
        return runeWithInput("", words);
    }

    Outcome runeWithInput(String input, String... words) {
        var line = new ArrayList<>(List.of(Distribution.RUNE));
        line.addAll(Arrays.asList(words));
        return Distribution.run(line, Map.of("RUNE_DATA_DIR", data().toString()), input);
    }

    /** Runs a command of the client that prints JSON. */
    JsonNode json(String... words) {
        var line = new ArrayList<>(Arrays.asList(words));
        line.addAll(List.of("-o", "json"));
        return JSON.readTree(rune(line.toArray(String[]::new)).done().out());
    }

    /** Casts a castfile given as text. */
    Outcome cast(String castfile, String... more) {
        var line = new ArrayList<>(List.of("cast", "-"));
        line.addAll(Arrays.asList(more));
        return runeWithInput(castfile, line.toArray(String[]::new));
    }

    /** The instances of a service, without those that have ended. */
    List<Instance> instances(String service) {
        return Instance.all(json("get", "instances"), service);
    }

    /** The instances of a service, with those that have ended and are still known. */
    List<Instance> instancesEver(String service) {
        return Instance.all(json("get", "instances", "--all"), service);
    }

    /** The status code of a GET without a token; -1 when nobody answers. */
    int get(String path) {
        try {
            var connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
            connection.setConnectTimeout(2000);
            connection.setReadTimeout(10_000);
            try {
                return connection.getResponseCode();
            } finally {
                connection.disconnect();
            }
        } catch (IOException _) {
            return -1;
        }
    }

    @Override
    public void close() {
        try {
            if (!process.isAlive()) {
                start();
            }
            rune("admin", "shutdown", "--stop-all");
        } finally {
            process.destroyForcibly();
            awaitEnd();
            Processes.killAllOf(directory);
            removeContainers();
        }
    }

    /** Others look at the same engine, where ended instances, too, would be in their way. */
    private void removeContainers() {
        var engine = environment.get("DOCKER_HOST");
        var owner = data().resolve("owner");
        if (engine != null && Files.exists(owner)) {
            // An engine that is not there has none of them.
            Distribution.run(List.of("sh", "-c", "docker -H \"$0\" ps -aq -f label=dev.rune.owner=$(cat \"$1\") "
                    + "| xargs -r docker -H \"$0\" rm -f", engine, owner.toString()), Map.of(), "");
        }
    }

    private Path log() {
        return directory.resolve("runed.log");
    }

    private int awaitEnd() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError("runed does not end:\n" + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** A port that is free now. Fixed, so that a restarted daemon is found where its predecessor was. */
    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
