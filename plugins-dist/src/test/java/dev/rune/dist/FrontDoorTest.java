package dev.rune.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Behind the front door")
class FrontDoorTest {
    private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final String CLASSES = Path.of("target", "test-classes").toAbsolutePath().toString();

    @TempDir
    Path directory;

    private final int door = Runed.freePort();
    private Path sick;
    private Runed runed;

    @BeforeEach
    void start() throws IOException {
        sick = Files.createDirectory(directory.resolve("sick"));
        runed = Runed.start(directory, Map.of("RUNE_INGRESS_HTTP_ADDR", "127.0.0.1:" + door));
    }

    @AfterEach
    void stop() {
        runed.close();
    }

    private void cast(int scale, String version) {
        cast("shop", scale, version);
    }

    private void cast(String name, int scale, String version) {
        runed.cast("""
                service:
                  name: %s
                  scale: %d
                  drainSeconds: 2
                  process:
                    command: %s
                    args: ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx32m", -cp, "%s", dev.rune.dist.Shop]
                  env:
                    SICK: %s
                    VERSION: "%s"
                  ports:
                    - {name: http, port: 80, targetPort: auto}
                  expose: {port: http, host: %s.local}
                  health:
                    readiness: {type: http, path: /ready, port: http, intervalSeconds: 1, failureThreshold: 8}
                """.formatted(name, scale, JAVA, CLASSES, sick, version, name)).done();
    }

    private List<Instance> ready() {
        return runed.instances("shop").stream().filter(Instance::ready).toList();
    }

    private void awaitReady(int wanted) {
        Await.until(wanted + " ready instances", this::ready, instances -> instances.size() == wanted);
    }

    /** Lets all kinds of clients go on for a while. */
    private static void awaitMore(Traffic traffic) {
        var before = traffic.counts();
        Await.that("more of everything", () -> traffic.counts().entrySet().stream()
                .allMatch(kind -> kind.getValue() >= before.get(kind.getKey()) + 20));
    }

    @Test
    @DisplayName("a service is served at once when its cast has returned, also the first, for which the door has to open")
    void servedAtOnce() throws IOException {
        // For each of the first ones the door opens anew; the others find it open.
        for (int i = 0; i < 20; i++) {
            String name = "shop" + i;
            cast(name, 1, "1");
            assertEquals("HTTP/1.1 200 OK", asked(name + ".local"), name);
            if (i < 10) {
                runed.rune("delete", name, "--yes").done();
            }
        }
    }

    /** The first line of the answer to one request on a connection of its own. */
    private String asked(String host) throws IOException {
        try (var socket = new Socket("127.0.0.1", door)) {
            socket.getOutputStream().write(
                    ("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    @Test
    @DisplayName("no request fails while instances are restarted, replaced, added, removed and get ill; of one that is killed only what it had in hand")
    void noRequestFails() throws IOException {
        cast(2, "1");
        awaitReady(2);
        try (var traffic = new Traffic(door, "shop.local")) {
            awaitMore(traffic);
            runed.rune("restart", "shop", "--rolling").done();
            awaitMore(traffic);
            assertEquals(List.of(), traffic.failures(), "a rolling restart");

            cast(2, "2");
            awaitMore(traffic);
            assertEquals(List.of(), traffic.failures(), "another template");

            runed.rune("scale", "shop", "10", "--mode=gradual", "--step=4", "--interval=200ms").done();
            awaitReady(10);
            runed.rune("scale", "shop", "2", "--mode=gradual", "--step=4", "--interval=200ms").done();
            awaitReady(2);
            awaitMore(traffic);
            assertEquals(List.of(), traffic.failures(), "2, 10 and 2 again");

            for (int i = 0; i < 2; i++) {
                var flapping = ready().getFirst().id();
                Files.createFile(sick.resolve(flapping));
                Await.that(flapping + " ill", () -> ready().stream().noneMatch(own -> own.id().equals(flapping)));
                Files.delete(sick.resolve(flapping));
                awaitReady(2);
            }
            awaitMore(traffic);
            assertEquals(List.of(), traffic.failures(), "a flapping instance");

            var killed = ready().getFirst();
            ProcessHandle.of(killed.pid().orElseThrow()).orElseThrow().destroyForcibly();
            Await.that("another in its place", () -> ready().size() == 2
                    && ready().stream().noneMatch(own -> own.id().equals(killed.id())));
            awaitMore(traffic);
            var lost = traffic.failures();
            System.out.println("requests, frames and events that went well: " + traffic.counts());
            System.out.println("in flight on the killed instance: " + lost.size() + " " + lost);
            var streams = new AtomicInteger();
            for (var failure : lost) {
                if (failure.what().equals("kept") || failure.what().equals("fresh")) {
                    assertTrue(failure.how().contains("502") || failure.how().contains("ended"), failure::toString);
                } else {
                    assertEquals(killed.id(), failure.instance(), failure::toString);
                    streams.incrementAndGet();
                }
            }
            assertTrue(streams.get() > 0, "nothing was in flight on the killed instance");
        }
    }
}
