package dev.rune.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs client and daemon once, so that the Java run-time can keep in a cache what they load and link.
 *
 * @param home the distribution
 * @param work a folder for what is not delivered
 */
record Training(Path home, Path work) {
    private static final Duration DEADLINE = Duration.ofMinutes(3);

    /** The client's cache stands where the run-time looks by itself, so that its start needs no option for it. */
    void client() {
        var output = work.resolve("client.log");
        try {
            var java = home.resolve("runtime/bin/java").toString();
            var process = started(output, List.of(java, "-XX:AOTCacheOutput=" + clientCache(), "-Xms6m", "-m",
                    "dev.rune.cli/dev.rune.cli.Train"));
            await(process, output);
            Files.move(clientCache(), home.resolve("runtime/lib/server/classes.jsa"),
                    StandardCopyOption.REPLACE_EXISTING);
            System.out.println("client: trained");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts the daemon through its own launcher, uses it as a person would, and ends it with SIGTERM.
     *
     * @param client waits until the client can be used
     */
    void daemon(Runnable client) throws IOException {
        var output = work.resolve("daemon.log");
        var data = work.resolve("training");
        Tree.delete(data);
        var port = freePort();
        var builder = new ProcessBuilder(home.resolve("bin/runed").toString(), "--data-dir", data.toString(),
                "--http-addr", "127.0.0.1:" + port);
        builder.environment().put("RUNED_TRAINING_CACHE", daemonCache().toString());
        var process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            client.run();
            if (!listens(process, port)) {
                throw new IOException("the daemon does not listen on port " + port + ":\n" + Files.readString(output));
            }
            use(data);
        } finally {
            process.destroy();
        }
        await(process, output);
        Tree.delete(data);
        Files.move(daemonCache(), home.resolve("lib/runed.aot"), StandardCopyOption.REPLACE_EXISTING);
        System.out.println("daemon: trained");
    }

    private Path clientCache() {
        return work.resolve("client.aot");
    }

    private Path daemonCache() {
        return work.resolve("daemon.aot");
    }

    /** A day in the life of a daemon. That a machine refuses some of it makes the cache poorer, not wrong. */
    private void use(Path data) throws IOException {
        var castfile = work.resolve("training.yaml");
        Files.writeString(castfile, """
                service:
                  name: training
                  process:
                    command: /bin/sleep
                    args: ["600"]
                """);
        for (var command : List.of(List.of("cast", castfile.toString(), "--timeout", "20s"), List.of("get", "services"),
                List.of("get", "service", "training", "-o", "yaml"), List.of("get", "instances", "-o", "json"),
                List.of("logs", "training"), List.of("health", "training"), List.of("scale", "training", "2"),
                List.of("delete", "training", "--yes"), List.of("status"))) {
            var line = new ArrayList<>(command);
            line.addFirst(home.resolve("bin/rune").toString());
            var builder = new ProcessBuilder(line);
            builder.environment().put("RUNE_DATA_DIR", data.toString());
            var output = work.resolve("use.log");
            var process = builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile())).start();
            waitFor(process);
        }
    }

    private static Process started(Path output, List<String> command) throws IOException {
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    }

    private static void await(Process process, Path output) throws IOException {
        var code = waitFor(process);
        // 143: ended by SIGTERM, as asked.
        if (code != 0 && code != 143) {
            throw new IOException("training ended with " + code + ":\n" + Files.readString(output));
        }
    }

    private static int waitFor(Process process) throws IOException {
        try {
            if (process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            throw new IOException(process.info().commandLine().orElse("training") + " is not done after " + DEADLINE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean listens(Process process, int port) throws IOException {
        var end = System.nanoTime() + DEADLINE.toNanos();
        while (process.isAlive() && System.nanoTime() < end) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return true;
            } catch (IOException _) {
                pause(process);
            }
        }
        return false;
    }

    private static void pause(Process process) throws IOException {
        try {
            process.waitFor(50, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
