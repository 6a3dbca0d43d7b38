package dev.rune.plugin.expose;

import dev.rune.testkit.Await;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;

/** An nginx set up like the front door: limits alike, nothing buffered. */
final class Nginx implements Proxy {
    private static final String CONFIGURATION = """
            daemon off;
            master_process off;
            pid %1$s/pid;
            error_log %1$s/log crit;
            events { worker_connections 64; }
            http {
                access_log off;
                client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy; fastcgi_temp_path %1$s/fastcgi;
                uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
                client_max_body_size 1g;
                client_header_timeout %4$ds; client_body_timeout %4$ds; keepalive_timeout %4$ds;
                proxy_read_timeout %4$ds; send_timeout %4$ds;
                upstream shop { server 127.0.0.1:%3$d; keepalive 8; }
                server { listen 127.0.0.1:%2$d default_server; return 404; }
                server {
                    listen 127.0.0.1:%2$d;
                    server_name shop.local;
                    location / {
                        proxy_pass http://shop;
                        proxy_http_version 1.1;
                        proxy_set_header Connection "";
                        proxy_set_header Host $host;
                        proxy_request_buffering off;
                        proxy_buffering off;
                        proxy_next_upstream off;
                    }
                }
            }
            """;

    private final RawServer server = new RawServer();
    private final Path folder;
    private final int port;
    private final Process process;

    /** @param seconds how long the other sides may pause */
    Nginx(int seconds) {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
            folder = Files.createTempDirectory("nginx");
            Files.writeString(folder.resolve("conf"),
                    CONFIGURATION.formatted(folder, port, server.port(), seconds));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            process = new ProcessBuilder(program(), "-p", folder.toString(), "-c", folder.resolve("conf").toString())
                    .redirectErrorStream(true).redirectOutput(folder.resolve("output").toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Await.until("nginx listening", Duration.ofSeconds(30), this::listening);
    }

    /** Which one is installed, such as {@code 1.22.1}. */
    static String version() {
        try {
            var asked = new ProcessBuilder(program(), "-v").redirectErrorStream(true).start();
            String line = new String(asked.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return line.substring(line.indexOf('/') + 1).split(" ", 2)[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String program() {
        return Stream.concat(Arrays.stream(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"))
                .map(folder -> Path.of(folder, "nginx")).filter(Files::isExecutable).findFirst()
                .orElseThrow(
                        () -> new AssertionError("nginx, beside which the front door is looked at, is not installed:"
                                + " apt-get install nginx-light, or say -DskipNginxTests"))
                .toString();
    }

    private boolean listening() {
        if (!process.isAlive()) {
            try {
                throw new AssertionError("nginx has ended: " + Files.readString(folder.resolve("output")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public RawClient client() {
        return new RawClient(port);
    }

    @Override
    public RawServer server() {
        return server;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
        server.close();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
