package dev.rune.plugin.docker;

import dev.rune.testkit.Await;
import dev.rune.testkit.PrivateEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A registry of images on loopback that wants a password (Debian: {@code docker-registry}). */
final class PrivateRegistry implements AutoCloseable {
    static final String USER = "rune";
    static final String PASSWORD = "right word";
    /** The password above, as bcrypt has it. */
    private static final String HASH = "$2y$05$d.w/xd6fCbS5P5uiflYIWOwQb2IlAfjeXitktBbnKVcyFI.UvhzH6";

    private final Path folder;
    private final int port;
    private final Process process;

    private PrivateRegistry(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /** A registry that answers. */
    static PrivateRegistry start(Path folder) {
        try {
            Files.createDirectories(folder);
            int port = freePort();
            Files.writeString(folder.resolve("users"), USER + ":" + HASH + "\n");
            Files.writeString(folder.resolve("config.yml"), """
                    version: 0.1
                    log: { level: warn }
                    storage: { filesystem: { rootdirectory: %s } }
                    http: { addr: "127.0.0.1:%d" }
                    auth: { htpasswd: { realm: rune, path: %s } }
                    """.formatted(folder.resolve("data"), port, folder.resolve("users")));
            Process process = new ProcessBuilder("docker-registry", "serve", folder.resolve("config.yml").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile())).start();
            PrivateRegistry registry = new PrivateRegistry(folder, port, process);
            Await.until("the registry answers", Duration.ofSeconds(20), registry::answers);
            return registry;
        } catch (IOException e) {
            throw new UncheckedIOException("these tests need the program docker-registry (Debian: docker-registry), or "
                    + "-DskipEngineTests", e);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Its name in images. */
    String server() {
        return "127.0.0.1:" + port;
    }

    /** Puts the tests' image there under {@code name}, and takes that name from the engine again. */
    void push(String host, String name) {
        String config = folder.resolve("docker").toString();
        PrivateEngine.docker(host, "tag", PrivateEngine.IMAGE, server() + "/" + name);
        PrivateEngine.docker(host, "--config", config, "login", "-u", USER, "-p", PASSWORD, server());
        PrivateEngine.docker(host, "--config", config, "push", server() + "/" + name);
        PrivateEngine.docker(host, "rmi", server() + "/" + name);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
