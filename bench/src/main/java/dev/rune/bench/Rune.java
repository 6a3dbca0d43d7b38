package dev.rune.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Rune itself, through its own commands. */
final class Rune implements Peer {
    private final Shell shell;
    private final Path distribution;
    private final int port = freePort();
    private final Path data;
    private Process daemon;
    private int services;

    Rune(Path folder, Path distribution) {
        this(folder, distribution, Map.of());
    }

    /** Rune with more in its environment. */
    Rune(Path folder, Path distribution, Map<String, String> more) {
        this.data = folder.resolve("data");
        this.distribution = distribution;
        var environment = new java.util.HashMap<>(Map.of("RUNE_DATA_DIR", data.toString(), "NO_COLOR", "1"));
        environment.putAll(more);
        this.shell = new Shell(folder, environment);
    }

    @Override
    public void start() {
        launch();
        while (!ready()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Starts the daemon and does not wait for it. */
    void launch() {
        daemon = shell.start(List.of(distribution.resolve("bin/runed").toString(), "--data-dir", data.toString(),
                "--http-addr", "127.0.0.1:" + port));
    }

    /** Ends the daemon in the way of a crash; its instances go on. */
    void crash() {
        daemon.destroyForcibly().onExit().join();
    }

    /** Whether {@code readyz} says so. */
    boolean ready() {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write("GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n".getBytes(
                    java.nio.charset.StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII)
                    .matches("(?s)HTTP/1\\.[01] 200.*");
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public void prepare(List<String> command, int count) {
        services++;
        cast(command, 0);
    }

    @Override
    public void up(List<String> command, int count) {
        rune("scale", "s" + services, Integer.toString(count), "--no-wait");
    }

    @Override
    public String lastLine() {
        return rune("logs", "s1", "--tail", "1").strip();
    }

    @Override
    public Set<Long> own() {
        var own = new HashSet<>(Proc.mentioning(data.toString()));
        own.add(daemon.pid());
        return own;
    }

    @Override
    public void close() {
        shell.succeeds(distribution.resolve("bin/rune").toString(), "admin", "shutdown", "--stop-all");
        daemon.destroyForcibly();
        Proc.kill(own());
    }

    /** The client's command line and what it needs to be started with. */
    Shell shell() {
        return shell;
    }

    private void cast(List<String> command, int scale) {
        var words = command.stream().skip(1).map(word -> "\"" + word + "\"").collect(Collectors.joining(", "));
        cast("s" + services, """
                service:
                  name: s%d
                  scale: %d
                  process:
                    command: %s
                    args: [%s]
                """.formatted(services, scale, command.getFirst(), words));
    }

    /** Casts a castfile and does not wait for what follows. */
    void cast(String name, String castfile) {
        command("cast", Text.write(shell.folder().resolve(name + ".yaml"), castfile).toString(), "--no-wait");
    }

    /** Runs a command of the client. */
    String command(String... words) {
        return rune(words);
    }

    private String rune(String... words) {
        var line = new java.util.ArrayList<>(List.of(words));
        line.addFirst(distribution.resolve("bin/rune").toString());
        return shell.run(line.toArray(String[]::new));
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
