package dev.rune.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A Docker engine of the tests' own: its own data, socket and networks, nobody else's containers, and free to be killed.
 * Needs root and the program {@code dockerd} (Debian: {@code docker.io}). Ends, with all its containers, when it is
 * closed or the tests end. Used by one thread at a time.
 */
public final class PrivateEngine implements AutoCloseable {
    /** The image every engine of the tests has: a static busybox with all its tools. */
    public static final String IMAGE = "rune-test:1";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final AtomicInteger MADE = new AtomicInteger();

    /** Guarded by the class. */
    private static Optional<String> shared = Optional.empty();

    private final Path folder;
    private final List<String> options;
    private final Thread atExit = new Thread(this::end, "engine-end");
    private Optional<Process> daemon = Optional.empty();

    private PrivateEngine(List<String> options) {
        try {
            // Short, because the name of a socket has at most 107 bytes.
            this.folder = Files.createTempDirectory("rune-engine");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int subnet = (int) ((ProcessHandle.current().pid() + 7L * MADE.incrementAndGet()) % 40) + 210;
        this.options = new ArrayList<>(options);
        this.options.addAll(List.of("--default-address-pool", "base=10." + subnet + ".0.0/16,size=24"));
    }

    /**
     * An engine that answers and has {@link #IMAGE}.
     *
     * @param options of {@code dockerd}, such as {@code --live-restore}
     * @throws AssertionError when there can be none here, with a sentence that says what to do
     */
    public static PrivateEngine started(String... options) {
        if (!present("dockerd") || !present("docker") || !present("busybox")) {
            throw new AssertionError(
                    "these tests need a Docker engine: let DOCKER_HOST name one, or install the packages "
                            + "docker.io and busybox-static, or say -DskipEngineTests");
        }
        if (!"root".equals(System.getProperty("user.name"))) {
            throw new AssertionError(
                    "these tests need a Docker engine, and only root can start one: let DOCKER_HOST name "
                            + "one, or say -DskipEngineTests");
        }
        PrivateEngine engine = new PrivateEngine(List.of(options));
        Runtime.getRuntime().addShutdownHook(engine.atExit);
        engine.start();
        importImage(engine.host());
        return engine;
    }

    /** Makes {@link #IMAGE} on the engine at {@code host}, without any registry. */
    public static void importImage(String host) {
        run(List.of("sh", "-c", """
                set -e
                folder=$(mktemp -d)
                mkdir -p "$folder/bin" "$folder/etc" "$folder/usr" "$folder/tmp" "$folder/srv"
                cp "$(command -v busybox)" "$folder/bin/busybox"
                for tool in $(busybox --list); do [ -e "$folder/bin/$tool" ] || ln -s busybox "$folder/bin/$tool"; done
                echo 'root:x:0:0:root:/:/bin/sh' > "$folder/etc/passwd"
                echo 'nobody:x:65534:65534:nobody:/:/bin/sh' >> "$folder/etc/passwd"
                printf 'root:x:0:\\nnogroup:x:65534:\\n' > "$folder/etc/group"
                tar -C "$folder" -c . | docker -H "$0" import -c 'ENV PATH=/bin' -c 'CMD ["sh"]' - "$1" >/dev/null
                rm -r "$folder"
                """, host, IMAGE));
    }

    /** One engine for all tests that need nothing of their own: the one that {@code DOCKER_HOST} names, or a private one. */
    public static synchronized String shared() {
        if (shared.isEmpty()) {
            Optional<String> named = Optional.ofNullable(System.getenv("DOCKER_HOST"))
                    .filter(host -> outcome(List.of("docker", "-H", host, "version")) == 0);
            named.ifPresent(PrivateEngine::importImage);
            shared = named.or(() -> Optional.of(started().host()));
        }
        return shared.get();
    }

    /**
     * Makes the image {@code name} of {@link #IMAGE} on the engine at {@code host}: runs {@code script} in it, and then
     * changes it as a Dockerfile's lines would.
     */
    public static void derive(String host, String name, String script, String... changes) {
        String container = docker(host, "run", "-d", IMAGE, "sh", "-c", script);
        docker(host, "wait", container);
        List<String> commit = new ArrayList<>(List.of("commit"));
        for (String change : changes) {
            commit.addAll(List.of("-c", change));
        }
        commit.addAll(List.of(container, name));
        docker(host, commit.toArray(String[]::new));
        docker(host, "rm", container);
    }

    private static boolean present(String program) {
        return List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)))
                || Files.isExecutable(Path.of("/usr/sbin", program));
    }

    /** Where it listens: {@code unix:///…}. */
    public String host() {
        return "unix://" + folder.resolve("docker.sock");
    }

    /** Starts the daemon and returns once it answers. */
    public void start() {
        List<String> command = new ArrayList<>(List.of(
                Files.isExecutable(Path.of("/usr/sbin/dockerd")) ? "/usr/sbin/dockerd" : "dockerd", "--config-file",
                folder.resolve("daemon.json").toString(), "--data-root", folder.resolve("data").toString(),
                "--exec-root",
                folder.resolve("exec").toString(), "--pidfile", folder.resolve("docker.pid").toString(), "--host",
                host(),
                "--bridge", "none"));
        command.addAll(options);
        try {
            Files.writeString(folder.resolve("daemon.json"), "{}");
            daemon = Optional.of(new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile())).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Await.until("the engine at " + host() + " answers; its log is " + folder.resolve("log"), PATIENCE,
                () -> !daemon.orElseThrow().isAlive() || outcome(List.of("docker", "-H", host(), "version")) == 0);
        if (!daemon.orElseThrow().isAlive()) {
            throw new AssertionError("dockerd has ended: " + log());
        }
    }

    /** Ends the daemon in order; containers go on only with {@code --live-restore}. */
    public void stop() {
        daemon.ifPresent(process -> end(process, "-TERM"));
        daemon = Optional.empty();
    }

    /** Ends the daemon without warning, and with it the containerd that it started for itself, as the kernel would. */
    public void kill() {
        daemon.ifPresent(process -> end(process, "-KILL"));
        daemon = Optional.empty();
        // Where nobody reaps it, dockerd would take the dead one for a living one.
        outcome(List.of("sh", "-c", "kill -9 $(cat \"$0\"); rm -f \"$0\"",
                folder.resolve("exec/containerd/containerd.pid").toString()));
    }

    /** Stops the daemon in the middle of whatever it does, so that it answers nobody, or lets it go on. */
    public void hang(boolean hung) {
        run(List.of("kill", hung ? "-STOP" : "-CONT", Long.toString(daemon.orElseThrow().pid())));
    }

    /** What {@code docker ARGUMENTS…} prints for the engine at {@code host}. */
    public static String docker(String host, String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker", "-H", host));
        command.addAll(List.of(arguments));
        return run(command);
    }

    @Override
    public void close() {
        end();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private void end() {
        if (daemon.filter(Process::isAlive).isPresent()) {
            outcome(List.of("sh", "-c", "docker -H \"$0\" ps -aq | xargs -r docker -H \"$0\" rm -f; "
                    + "docker -H \"$0\" network prune -f; docker -H \"$0\" network ls -q -f type=custom "
                    + "| xargs -r docker -H \"$0\" network rm", host()));
        }
        stop();
        // Containers that a dead daemon had let live.
        outcome(List.of("sh", "-c", "for shim in $(pgrep -f \"containerd-shim.*$0/\"); do "
                + "pkill -9 -P \"$shim\"; kill -9 \"$shim\"; done", folder.toString()));
        outcome(List.of("sh", "-c", "for pid in $(cat \"$0\"/exec/containerd/containerd.pid 2>/dev/null); do "
                + "kill \"$pid\" 2>/dev/null; done; grep -o \"$0/[^ ]*\" /proc/mounts | sort -r | xargs -r umount; "
                + "rm -rf \"$0\"", folder.toString()));
    }

    private static void end(Process process, String signal) {
        outcome(List.of("kill", signal, Long.toString(process.pid())));
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private String log() {
        try {
            String text = Files.readString(folder.resolve("log"));
            return text.substring(Math.max(0, text.length() - 2000));
        } catch (IOException e) {
            return "its log cannot be read: " + e;
        }
    }

    private static int outcome(List<String> command) {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    private static String run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(),
                    java.nio.charset.StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(String.join(" ", command) + " failed: " + output);
            }
            return output.strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while running " + command, stopped);
        }
    }
}
