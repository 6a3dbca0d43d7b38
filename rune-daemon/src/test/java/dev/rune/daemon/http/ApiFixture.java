package dev.rune.daemon.http;

import dev.rune.daemon.auth.Identity;
import dev.rune.daemon.auth.Tokens;
import dev.rune.kernel.spi.host.Kernel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** A real server on a real socket over a kernel made by hand. */
final class ApiFixture implements AutoCloseable, Backend {
    final FakeKernel kernel = new FakeKernel();
    final CompletableFuture<Kernel> running = new CompletableFuture<>();
    final AtomicInteger restarts = new AtomicInteger();
    volatile Optional<String> trouble = Optional.empty();
    final List<Boolean> shutdowns = new CopyOnWriteArrayList<>();
    final String token;
    private final Path directory;
    final Address address;
    final HttpServer server;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    ApiFixture(Path directory) throws IOException {
        this(directory, Duration.ofSeconds(30));
    }

    /** With clients that may be silent for {@code idle}. */
    ApiFixture(Path directory, Duration idle) throws IOException {
        this.directory = directory;
        Tokens tokens = Tokens.open(directory);
        token = tokens.issue(new Identity("local", Identity.ADMIN));
        address = Address.take(new HttpSettings("127.0.0.1", 0, Optional.empty()));
        server = HttpServer.start(address, tokens, this, idle);
    }

    /** With a kernel that runs. */
    static ApiFixture start(Path directory) throws IOException {
        ApiFixture fixture = new ApiFixture(directory);
        fixture.running.complete(fixture.kernel);
        return fixture;
    }

    Path directory() {
        return directory;
    }

    URI uri(String path) {
        return address.uri().resolve(path);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + token)
                .timeout(Duration.ofSeconds(20));
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(request(path).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return send(request(path).DELETE());
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The lines of an answer that may have no end; closing the reader ends the request. */
    BufferedReader lines(String path) throws IOException, InterruptedException {
        InputStream body = client.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofInputStream()).body();
        return new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    HttpClient client() {
        return client;
    }

    Socket socket() throws IOException {
        return new Socket("127.0.0.1", address.uri().getPort());
    }

    /** The answer to bytes as they are; {@code TOKEN} in them stands for a valid one. */
    String raw(String request) throws IOException {
        try (Socket socket = socket()) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.replace("\n", "\r\n").replace("TOKEN", token).getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Waits until {@code condition} holds. */
    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it did not happen in 20 s: " + what);
            }
            Thread.sleep(5);
        }
    }

    @Override
    public boolean awaitKernel(Duration longest) throws InterruptedException {
        try {
            running.get(longest.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException _) {
            return false;
        }
    }

    @Override
    public Kernel kernel() {
        return running.join();
    }

    @Override
    public Optional<String> trouble() {
        return trouble;
    }

    @Override
    public Facts facts() {
        return new Facts("0.1.0-test", FakeKernel.THEN, "node", 4711, Path.of("/var/lib/rune"));
    }

    @Override
    public void backup(Path file) {
        try {
            Files.writeString(file, "backup");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void shutdown(boolean stopAll) {
        shutdowns.add(stopAll);
    }

    @Override
    public void restart() {
        restarts.incrementAndGet();
    }

    @Override
    public void close() {
        server.close();
        client.close();
    }
}
