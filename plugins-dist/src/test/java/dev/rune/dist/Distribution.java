package dev.rune.dist;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The distribution as the build left it, and what its programs are started with: nothing of a JDK, nothing inherited. */
final class Distribution {
    static final Path HOME = Path.of("target", "rune").toAbsolutePath();
    static final String RUNE = HOME.resolve("bin/rune").toString();
    static final String RUNED = HOME.resolve("bin/runed").toString();

    private static final Map<String, String> BARE = Map.of("PATH",
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME", "/nonexistent", "NO_COLOR", "1");

    /** A thread for each: the common pool has too few where several commands run at once. */
    private static final Executor READERS = task -> Thread.ofVirtual().start(task);

    private Distribution() {}

    /** A command that sees only a bare environment and {@code environment}. */
    static ProcessBuilder command(List<String> words, Map<String, String> environment) {
        var builder = new ProcessBuilder(words);
        builder.environment().clear();
        builder.environment().putAll(BARE);
        builder.environment().putAll(environment);
        return builder;
    }

    /** Runs a command to its end, with {@code input} as its standard input. */
    static Outcome run(List<String> words, Map<String, String> environment, String input) {
        try {
            var process = command(words, environment).start();
            var out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()), READERS);
            var err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), READERS);
            try (var in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException _) {
                // It ended without reading all of it, which is its right.
            }
            if (!process.waitFor(180, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("not done after three minutes: " + words + "\n" + out.join() + err.join());
            }
            return new Outcome(words, process.exitValue(), out.join(), err.join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
