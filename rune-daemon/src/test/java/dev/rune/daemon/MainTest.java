package dev.rune.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program, run as a process of its own. */
class MainTest {
    private static final Duration LONGEST = Duration.ofMinutes(3);

    @TempDir
    Path directory;
    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void endAll() {
        processes.forEach(Process::destroyForcibly);
    }

    /** A process with what it says. */
    private record Runed(Process process, Path output) {
        String said() throws IOException {
            return Files.readString(output);
        }

        int end() throws Exception {
            assertTrue(process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS), () -> "it goes on: " + process);
            return process.exitValue();
        }
    }

    private Runed run(String... words) throws IOException {
        return run(List.of(), words);
    }

    private Runed run(List<String> options, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                "--enable-native-access=org.xerial.sqlitejdbc,dev.rune.daemon", "-p",
                System.getProperty("jdk.module.path")));
        command.addAll(options);
        command.addAll(List.of("-m", "dev.rune.daemon/dev.rune.daemon.Main"));
        command.addAll(List.of(words));
        Path output = directory.resolve("output-" + processes.size());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("RUNE_"));
        // No runefile of this machine's may matter.
        builder.environment().put("RUNE_CONFIG_FILE",
                Files.writeString(directory.resolve("runefile.yaml"), "logLevel: info\n").toString());
        Process process = builder.start();
        processes.add(process);
        return new Runed(process, output);
    }

    private Runed daemon(String... options) throws Exception {
        Runed runed = run(List.of(options), "--data-dir", data().toString(), "--http-addr", "127.0.0.1:0");
        await(runed, () -> {
            try {
                return runed.said().contains(" listens on ");
            } catch (IOException _) {
                return false;
            }
        });
        return runed;
    }

    private static void await(Runed runed, BooleanSupplier condition) throws Exception {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end && runed.process().isAlive(), runed.said());
            Thread.sleep(20);
        }
    }

    private Path data() {
        return directory.resolve("data");
    }

    private String client(String key) throws IOException {
        Matcher matcher = Pattern.compile(key + ": (\\S+)").matcher(Files.readString(data().resolve("client.yaml")));
        assertTrue(matcher.find());
        return matcher.group(1);
    }

    private HttpResponse<String> ask(String method, String path, String body) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(URI.create(client("server") + path)).timeout(LONGEST)
                    .header("Authorization", "Bearer " + client("token"))
                    .method(method, HttpRequest.BodyPublishers.ofString(body)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void whereNoOtherCanFollowItEndsAsAFailure() throws Exception {
        Path home = directory.resolve("home");
        // Can be tried once, and is gone then.
        Path program = Files.writeString(Files.createDirectories(home.resolve("bin")).resolve("runed"),
                "#!/bin/sh\nrm \"$0\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        Runed runed = daemon("-Drune.home=" + home);
        assertEquals(202, ask("POST", "/v1/admin/restart", "").statusCode());
        assertEquals(1, runed.end(), runed.said());
        assertTrue(runed.said().contains(program + " could not be started"), runed.said());
    }

    @Test
    void itChecksWhatIsSetAndStartsNothing() throws Exception {
        Runed good = run("--check", "--data-dir", data().toString());
        assertEquals(0, good.end(), good.said());
        assertEquals("", good.said());
        Runed bad = run("--check", "--data-dir", data().toString(), "--http-addr", "nowhere");
        assertEquals(2, bad.end(), bad.said());
        assertTrue(bad.said().contains("nowhere"), bad.said());
        assertFalse(Files.exists(data()));
    }

    @Test
    void itServesUntilItIsToldToEnd() throws Exception {
        Runed first = daemon();
        assertEquals("{\"name\":\"local\",\"role\":\"admin\"}", ask("GET", "/v1/whoami", "").body());
        assertEquals(201, ask("POST", "/v1/namespaces", "{\"name\":\"team\"}").statusCode());
        String token = client("token");
        first.process().destroy();
        assertEquals(0, first.end(), first.said());
        assertTrue(first.said().contains("runed has ended"), first.said());

        Runed second = daemon();
        assertEquals(token, client("token"));
        assertTrue(ask("GET", "/v1/namespaces", "").body().contains("\"name\":\"team\""));
        assertEquals(202, ask("POST", "/v1/admin/shutdown", "{\"stopAll\":true}").statusCode());
        assertEquals(0, second.end(), second.said());
        assertTrue(second.said().contains("stopping all instances"), second.said());
        assertFalse((first.said() + second.said()).contains(token));
    }

    @Test
    void withoutItsFileTheClientGetsANewToken() throws Exception {
        Runed first = daemon();
        String token = client("token");
        first.process().destroyForcibly();
        first.end();
        Files.delete(data().resolve("client.yaml"));
        daemon();
        assertNotEquals(token, client("token"));
        assertEquals(200, ask("GET", "/v1/whoami", "").statusCode());
    }

    @Test
    void itEndsWithItsInput() throws Exception {
        Runed runed = run("--data-dir", data().toString(), "--http-addr", "127.0.0.1:0", "--stop-with-input");
        try (OutputStream input = runed.process().getOutputStream()) {
            input.write("anything\n".getBytes(StandardCharsets.US_ASCII));
            input.flush();
            await(runed, () -> Files.exists(data().resolve("client.yaml")));
        }
        assertEquals(0, runed.end(), runed.said());
        assertTrue(runed.said().contains("stopping all instances"), runed.said());
    }

    @Test
    void whatKeepsItFromStartingIsSaidInASentence() throws Exception {
        daemon();
        refused(1, "is in use by another runed (pid ", "--data-dir", data().toString(), "--http-addr", "127.0.0.1:0");
        Path other = directory.resolve("other");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            refused(1, "listens there", "--data-dir", other.toString(), "--http-addr",
                    "127.0.0.1:" + taken.getLocalPort());
        }
        assertFalse(Files.exists(other.resolve("client.yaml")));
        refused(2, "without TLS", "--data-dir", other.toString(), "--http-addr", "0.0.0.0:0");
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rwxrwxrwx"));
        refused(1, "can be written to by others", "--data-dir", other.toString());
        refused(2, "did you mean '--data-dir'", "--data-dri", "x");
        refused(2, "'http' is no address", "--http-addr", "http");
    }

    private void refused(int code, String why, String... words) throws Exception {
        Runed runed = run(words);
        assertEquals(code, runed.end(), runed.said());
        assertTrue(runed.said().startsWith("runed: "), runed.said());
        assertTrue(runed.said().contains(why), runed.said());
        assertFalse(runed.said().contains("\tat "), runed.said());
    }

    @Test
    void aDamagedStoreIsNamedAndNothingElseHappens() throws Exception {
        Runed first = daemon();
        first.process().destroy();
        first.end();
        Path store = data().resolve("rune.db");
        byte[] bytes = Files.readAllBytes(store);
        for (int i = 0; i < bytes.length; i += 7) {
            bytes[i] ^= 0x55;
        }
        Files.write(store, bytes);
        refused(1, store.toString(), "--data-dir", data().toString(), "--http-addr", "127.0.0.1:0");
    }

    @Test
    void aBackupCanBePutBack() throws Exception {
        Runed first = daemon();
        ask("POST", "/v1/namespaces", "{\"name\":\"team\"}");
        Path copy = directory.resolve("copy.db");
        assertEquals(200, ask("POST", "/v1/admin/backup", "{\"file\":\"" + copy + "\"}").statusCode());
        assertEquals(409, ask("POST", "/v1/admin/backup", "{\"file\":\"" + copy + "\"}").statusCode());
        ask("DELETE", "/v1/namespaces/team", "");
        first.process().destroy();
        first.end();

        Runed restore = run("restore", copy.toString(), "--data-dir", data().toString());
        assertEquals(0, restore.end(), restore.said());
        assertTrue(restore.said().startsWith("restored into " + data()), restore.said());
        daemon();
        assertTrue(ask("GET", "/v1/namespaces", "").body().contains("\"name\":\"team\""));
    }

    @Test
    void castfilesAreCheckedWithoutADaemon() throws Exception {
        Path good = Files.writeString(directory.resolve("good.yaml"), "namespace:\n  name: team\n");
        Path bad = Files.writeString(directory.resolve("bad.yaml"), "namespace:\n  name: team\n  colour: red\n");
        Runed fine = run("lint", good.toString());
        assertEquals(0, fine.end(), fine.said());
        Runed faulty = run("lint", "-r", "--", bad.toString());
        assertEquals(6, faulty.end(), faulty.said());
        assertTrue(faulty.said().startsWith(bad + ":3:3: "), faulty.said());
        assertTrue(faulty.said().contains("\n      colour: red\n      ^\n1 problem\n"), faulty.said());
        Runed missing = run("lint", directory.resolve("missing.yaml").toString());
        assertEquals(2, missing.end(), missing.said());
    }
}
