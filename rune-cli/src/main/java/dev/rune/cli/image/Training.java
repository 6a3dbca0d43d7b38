package dev.rune.cli.image;

import java.io.IOException;
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
 * Runs client and daemon once, so that their Java run-time can keep in a cache what they load and link. Also used where the
 * distribution is put together.
 *
 * @param home the programs with their run-time
 * @param work a folder for what is not delivered
 */
public record Training(Path home, Path work) {
    private static final Duration DEADLINE = Duration.ofMinutes(3);

    /**
     * Makes the client's cache. It stands where the run-time looks by itself, so that the client's start needs no option
     * for it.
     *
     * @throws IOException where it cannot be made; the message says what the client said
     */
    public void client() throws IOException {
        Path output = work.resolve("client.log");
        Path cache = work.resolve("client.aot");
        await(new ProcessBuilder(home.resolve("runtime/bin/java").toString(), "-XX:AOTCacheOutput=" + cache, "-Xms6m",
                "-XX:TieredStopAtLevel=1", "-m", "dev.rune.cli/dev.rune.cli.Train").redirectErrorStream(true)
                .redirectOutput(output.toFile()).start(), output);
        Files.move(cache, home.resolve("runtime/lib/server/classes.jsa"), StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Starts the daemon through its own launcher, uses it as a person would, ends it and what it runs, and has its cache.
     * Should this process be killed, the daemon finds its input ended and does the same.
     *
     * @param client the program to use it with
     * @param ready  returns once that can be used
     * @throws IOException where the cache cannot be made; the message says what the daemon said
     */
    public void daemon(Path client, Runnable ready) throws IOException {
        Path output = work.resolve("daemon.log");
        Path data = work.resolve("training");
        Path cache = work.resolve("daemon.aot");
        Tree.delete(data);
        int port = freePort();
        Path runefile = Files.writeString(work.resolve("runefile.yaml"), "");
        ProcessBuilder builder = secluded(List.of(home.resolve("bin/runed").toString(), "--config", runefile.toString(),
                "--data-dir", data.toString(), "--http-addr", "127.0.0.1:" + port,
                "--stop-with-input"));
        builder.environment().put("RUNED_TRAINING_CACHE", cache.toString());
        Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            ready.run();
            if (!listens(process, port)) {
                throw new IOException("the daemon does not listen on port " + port + ":\n" + Files.readString(output));
            }
            use(client, data);
        } finally {
            process.getOutputStream().close();
            waitFor(process);
        }
        await(process, output);
        Tree.delete(data);
        Files.move(cache, home.resolve("lib/runed.aot"), StandardCopyOption.REPLACE_EXISTING);
    }

    /** A day in the life of a daemon. That a machine refuses some of it makes the cache poorer, not wrong. */
    private void use(Path client, Path data) throws IOException {
        Path castfile = Files.writeString(work.resolve("training.yaml"), """
                service:
                  name: training
                  process:
                    command: /bin/sleep
                    # It ends by itself where the daemon that should end it is killed as well.
                    args: ["60"]
                """);
        for (List<String> command : List.of(List.of("cast", castfile.toString(), "--timeout", "20s"),
                List.of("get", "services"), List.of("get", "service", "training", "-o", "yaml"),
                List.of("get", "instances", "-o", "json"), List.of("logs", "training"), List.of("health", "training"),
                List.of("scale", "training", "2"), List.of("delete", "training", "--yes"), List.of("status"))) {
            List<String> line = new ArrayList<>(command);
            line.addAll(0, List.of(client.toString(), "--config", data.resolve("client.yaml").toString()));
            waitFor(secluded(line).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(work.resolve("use.log").toFile())).start());
        }
    }

    /** A program that no variable leads to a daemon, or to settings, that are in use here. */
    private static ProcessBuilder secluded(List<String> line) {
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().keySet().removeIf(name -> name.startsWith("RUNE_"));
        return builder;
    }

    private static void await(Process process, Path output) throws IOException {
        int code = waitFor(process);
        if (code != 0) {
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
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean listens(Process process, int port) throws IOException {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (process.isAlive() && System.nanoTime() < end) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return true;
            } catch (IOException notYet) {
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
