package dev.rune.cli.dev;

import dev.rune.cli.api.Api;
import dev.rune.cli.api.Server;
import dev.rune.cli.config.ClientConfig;
import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A {@code runed} of our own with a data directory that lives as long as it does. Its standard input is a pipe from us: when
 * that ends, be it because we were killed, it stops everything and ends.
 */
final class DevDaemon {
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long STOP_SECONDS = 60;
    private static final long PAUSE_NANOS = 20_000_000;
    private static final int LAST_LINES = 10;

    private final Path directory;
    private final Process process;
    private final Path log;
    private boolean stopped;

    private DevDaemon(Path directory, Process process, Path log) {
        this.directory = directory;
        this.process = process;
        this.log = log;
    }

    /**
     * Starts it.
     *
     * @param runed the program
     */
    static DevDaemon start(String runed) throws IOException {
        Path directory = Files.createTempDirectory("rune-dev-");
        Path log = directory.resolve("runed.log");
        Path settings = Files.writeString(directory.resolve("runefile.yaml"), "{}\n");
        List<String> command = new ArrayList<>();
        // Ctrl-C goes to all processes in the foreground of a terminal. This one is not to be ended by it, but by us.
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            command.add("/usr/bin/setsid");
        }
        command.addAll(
                List.of(runed, "--config", settings.toString(), "--data-dir", directory.resolve("data").toString(),
                        "--http-addr", "127.0.0.1:0", "--stop-with-input"));
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile())
                    .start();
            return new DevDaemon(directory, process, log);
        } catch (IOException e) {
            delete(directory);
            throw new Failure(ExitCode.FAILURE, runed + " cannot be run: " + e.getMessage(),
                    "It belongs beside rune, in the same folder, or on the PATH.");
        }
    }

    /** The file that tells clients where this daemon listens. */
    Path clientConfig() {
        return directory.resolve("data").resolve("client.yaml");
    }

    /** Waits until it answers. */
    Api awaitReady() {
        long deadline = System.nanoTime() + START_NANOS;
        while (System.nanoTime() < deadline) {
            if (!process.isAlive()) {
                throw new Failure(ExitCode.FAILURE, "runed has ended with " + process.exitValue() + ": " + lastWords());
            }
            Optional<Api> api = answering();
            if (api.isPresent()) {
                return api.get();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        throw new Failure(ExitCode.TIMEOUT, "runed does not get ready: " + lastWords());
    }

    private Optional<Api> answering() {
        try {
            Optional<ClientConfig> config = ClientConfig.read(clientConfig());
            if (config.isEmpty()) {
                return Optional.empty();
            }
            ClientConfig.Context context = config.get().current(clientConfig());
            Api api = new Api(Server.at(context.server(), context.token(), Optional.empty(), clientConfig().toString()),
                    Optional.empty());
            api.text("/readyz", "text/plain");
            return Optional.of(api);
        } catch (Failure e) {
            // The file is being written, or the daemon is not ready: it is asked again.
            return Optional.empty();
        }
    }

    /** Whether it runs. */
    boolean isAlive() {
        return process.isAlive();
    }

    /** The end of its log, on lines of their own. */
    String lastWords() {
        try {
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
            return "\n  " + String.join("\n  ", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        } catch (IOException e) {
            return "its log " + log + " cannot be read";
        }
    }

    /** Stops all instances and the daemon, and removes what they left. Does nothing the second time. */
    synchronized void stop() {
        if (stopped) {
            return;
        }
        stopped = true;
        try {
            process.getOutputStream().close();
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (IOException e) {
            process.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        delete(directory);
    }

    private static void delete(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException ignored) {
            // It is in the folder for temporary files, which the system cleans.
        }
    }
}
