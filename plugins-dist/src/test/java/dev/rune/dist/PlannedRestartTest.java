package dev.rune.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Over restarts of runed")
class PlannedRestartTest {
    private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final String CLASSES = Path.of("target", "test-classes").toAbsolutePath().toString();

    @TempDir
    Path directory;

    private final int door = Runed.freePort();
    private final int port = Runed.freePort();
    private Path sick;
    private Path runefile;
    private Runed runed;

    @BeforeEach
    void start() throws IOException {
        sick = Files.createDirectory(directory.resolve("sick"));
        runefile = Files.writeString(directory.resolve("runefile.yaml"), ingress());
        runed = Runed.start(directory, "--config", runefile.toString());
        cast("shop", 80, ", host: shop.local");
        cast("raw", port, "");
        Await.until("ready instances", () -> ready().keySet().size(), count -> count == 4);
    }

    @AfterEach
    void stop() {
        runed.close();
    }

    private String ingress() {
        return "ingress: {httpAddr: \"127.0.0.1:" + door + "\"}\n";
    }

    private void cast(String name, int servicePort, String host) {
        runed.cast("""
                service:
                  name: %s
                  scale: 2
                  process:
                    command: %s
                    args: ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx32m", -cp, "%s", dev.rune.dist.Shop]
                  env: {SICK: %s}
                  ports:
                    - {name: http, port: %d, targetPort: auto}
                  expose: {port: http%s}
                  health:
                    readiness: {type: http, path: /ready, port: http, intervalSeconds: 1, failureThreshold: 8}
                """.formatted(name, JAVA, CLASSES, sick, servicePort, host)).done();
    }

    /** The ready instances with their processes. */
    private Map<String, Long> ready() {
        var all = new TreeMap<String, Long>();
        for (var service : new String[]{"shop", "raw"}) {
            runed.instances(service).stream().filter(Instance::ready)
                    .forEach(instance -> all.put(instance.id(), instance.pid().orElseThrow()));
        }
        return all;
    }

    @Test
    @DisplayName("no connection is refused and no request fails when they are planned; after a crash the gap is one of seconds, and nobody is trusted for what was")
    void survives() throws IOException {
        try (var clients = new Steady("shop.local", door, port, runed.port())) {
            clients.awaitMore();
            System.out.println("longest wait without restarts, ms: " + clients.longestMillis());
            restartAsPlanned(clients);
            var all = instancesHaveNothingOfIt(runed.pid());
            restartIsRefused(clients);
            crash(clients, all);
            System.out.println("requests that went well: " + clients.done());
        }
    }

    private void restartAsPlanned(Steady clients) throws IOException {
        var before = ready();
        try (var streams = Traffic.ofStreams(door, "shop.local")) {
            for (int i = 1; i <= 3; i++) {
                assertEquals("runed has restarted", runed.rune("admin", "restart").done().out().strip());
                clients.awaitMore();
                assertEquals(List.of(), clients.failures(), "restart " + i);
                assertEquals(List.of(), streams.failures(), "streams in restart " + i);
                System.out.println("longest wait in planned restart " + i + ", ms: " + clients.longestMillis());
            }
            System.out.println("frames and events: " + streams.counts());
        }
        assertTrue(runed.alive());
        assertEquals(before, Await.until("all ready", this::ready, own -> own.size() == before.size()));
        assertEquals(0, zombiesOf(runed.pid()), "children that have ended and nobody has buried");
    }

    private void restartIsRefused(Steady clients) throws IOException {
        for (var mistake : Map.of("ingres: {}", "ingres", "ingress: {endSeconds: 99}", "endSeconds").entrySet()) {
            Files.writeString(runefile, mistake.getKey() + "\n");
            var refused = runed.rune("admin", "restart");
            assertEquals(6, refused.code(), refused::toString);
            assertTrue(refused.err().contains(mistake.getValue()), refused::toString);
        }
        clients.awaitMore();
        assertEquals(List.of(), clients.failures(), "a restart that was refused");
        Files.writeString(runefile, ingress());
    }

    private void crash(Steady clients, Map<String, Long> before) throws IOException {
        var ill = before.keySet().stream().filter(id -> id.startsWith("shop-")).findFirst().orElseThrow();
        clients.longestMillis();
        long killed = System.nanoTime();
        runed.kill9();
        Files.createFile(sick.resolve(ill));
        clients.answered();
        runed.start();
        clients.awaitMore();
        System.out.println("after kill -9: " + clients.forgetFailures() + " failed, the longest wait of a request "
                + clients.longestMillis() + " ms; answers of every kind again within "
                + (System.nanoTime() - killed) / 1_000_000 + " ms");
        assertFalse(clients.answered().contains(ill), ill + " got requests for having been ready before");
        Files.delete(sick.resolve(ill));
        assertEquals(before, Await.until("all ready", this::ready, own -> own.size() == before.size()));
        assertEquals(List.of(), clients.failures(), "after the crash was over");
    }

    /** Neither those that were there before nor one that the present daemon has started. */
    private Map<String, Long> instancesHaveNothingOfIt(long daemon) throws IOException {
        var lines = new ArrayList<>(Files.readAllLines(Path.of("/proc/net/tcp")));
        lines.addAll(Files.readAllLines(Path.of("/proc/net/tcp6")));
        var listening = lines.stream().map(line -> line.strip().split("\\s+"))
                .filter(words -> words[3].equals("0A")).map(words -> "socket:[" + words[9] + "]").toList();
        var own = files(daemon).stream().filter(listening::contains).toList();
        assertEquals(3, own.size(), "where runed listens: the door, the port, the API");

        runed.rune("scale", "raw", "3").done();
        var now = Await.until("one more", this::ready, all -> all.size() == 5);
        for (long pid : now.values()) {
            assertTrue(files(pid).stream().noneMatch(own::contains), "a socket of runed's in process " + pid);
            var environment = new String(Files.readAllBytes(Path.of("/proc/" + pid + "/environ")));
            assertFalse(environment.contains("RUNE_LEFT_FILES"), environment);
        }
        return now;
    }

    /** What a process has open. */
    private static List<String> files(long pid) throws IOException {
        var open = new ArrayList<String>();
        try (var links = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (var link : links) {
                try {
                    open.add(Files.readSymbolicLink(link).toString());
                } catch (NoSuchFileException _) {
                    // Closed meanwhile.
                }
            }
        }
        return open;
    }

    private static long zombiesOf(long parent) throws IOException {
        try (var processes = Files.list(Path.of("/proc"))) {
            return processes.filter(process -> process.getFileName().toString().matches("[0-9]+"))
                    .map(process -> stat(process.resolve("stat")))
                    .filter(stat -> stat.filter(text -> text.matches("Z " + parent + " .*")).isPresent()).count();
        }
    }

    /** What follows the name: the state, the parent. */
    private static Optional<String> stat(Path file) {
        try {
            String text = Files.readString(file);
            return Optional.of(text.substring(text.lastIndexOf(')') + 2));
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
