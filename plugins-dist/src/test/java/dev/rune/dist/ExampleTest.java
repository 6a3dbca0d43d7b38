package dev.rune.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the quick start runs: the example in the foreground, until it is interrupted. */
class ExampleTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern STATE = Pattern.compile("RUNE_CONFIG=(\\S+)/data/client.yaml");

    @TempDir
    Path directory;

    @Test
    void answersCrashesComesBackAndLeavesNothing() throws IOException, InterruptedException {
        var port = Runed.freePort();
        var example = Files.writeString(directory.resolve("hello.yaml"),
                Files.readString(ROOT.resolve("examples/hello/hello.yaml")).replace("8088", Integer.toString(port)));
        var log = directory.resolve("try.log");
        // Whoever runs the tests in the background may have them ignore the interruption that a terminal would send.
        var tried = Distribution
                .command(List.of("env", "--default-signal=INT", ROOT.resolve("scripts/try").toString(),
                        example.toString()), Map.of())
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            var address = "http://127.0.0.1:" + port + "/";
            Await.that("an answer", () -> get(address).startsWith("Hello, I am hello-"));
            var first = get(address);
            get(address + "crash");
            Await.that("the answer of another instance",
                    () -> get(address).startsWith("Hello") && !get(address).equals(first));
            Await.that("a visitor who was told so", () -> text(log).contains("was told: Hello, I am hello-"));
            assertEquals(0, new ProcessBuilder("kill", "-INT", Long.toString(tried.pid())).start().waitFor());
            assertTrue(tried.waitFor(60, TimeUnit.SECONDS), () -> text(log));
            assertEquals(0, tried.exitValue(), () -> text(log));
            assertEquals("", get(address));
            assertFalse(Files.exists(state(log)), () -> "left behind: " + state(log));
        } finally {
            tried.destroyForcibly();
            Processes.killAllOf(state(log));
        }
    }

    /** Where the daemon of the example keeps everything, as it says itself. */
    private static Path state(Path log) {
        var said = STATE.matcher(text(log));
        assertTrue(said.find(), () -> text(log));
        return Path.of(said.group(1));
    }

    /** What is answered; empty where nobody does. */
    private static String get(String address) {
        try {
            var connection = (HttpURLConnection) URI.create(address).toURL().openConnection();
            connection.setReadTimeout(10_000);
            try (var body = connection.getInputStream()) {
                return new String(body.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException _) {
            return "";
        }
    }

    private static String text(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
