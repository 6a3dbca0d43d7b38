package dev.rune.plugin.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.spi.runner.InstanceLabels;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What an engine tells bit by bit")
class LaggingEngineTest {
    private static final String OWNER = "owner";
    private static final String ID = "c0ffee";
    private static final Instant STARTED = Instant.parse("2026-01-01T00:00:00Z");
    private static final Labels LABELS = new Labels(new InstanceId("default", "web-a"),
            new InstanceLabels("web", "uid", 0, 1, 1, "template", ""), STARTED, List.of(), false);
    private static final String RUNNING = listed("running");
    private static final String EXITED = listed("exited");
    private static final String KILLED = """
            {"Id": "%s", "State": {"ExitCode": 137, "OOMKilled": false, "FinishedAt": "2026-01-01T00:01:00Z"}}
            """.formatted(ID);

    private final OutsideHand outside = new OutsideHand();
    private final ServerSocket socket = listen();
    private final Containers containers;
    private volatile String list = "[]";
    private volatile Optional<String> inspected = Optional.empty();

    LaggingEngineTest() {
        Engine engine = new Engine(EngineAddress.of(Optional.of("tcp://127.0.0.1:" + socket.getLocalPort()), Map.of()));
        containers = new Containers(engine, OWNER, new Networks(engine, OWNER), outside, Runnable::run);
        Thread.ofVirtual().start(this::serve);
    }

    private static ServerSocket listen() {
        try {
            return new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket connection = socket.accept()) {
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
                String path = lines.readLine().split("[ ?]")[1];
                while (!lines.readLine().isEmpty()) {
                    // Nothing of the head matters here.
                }
                Optional<String> body = path.endsWith("/containers/json") ? Optional.of(list) : inspected;
                byte[] answer = body.orElse("{\"message\": \"no such container\"}").getBytes(StandardCharsets.UTF_8);
                connection.getOutputStream().write(("HTTP/1.1 " + (body.isPresent() ? "200 OK" : "404 Not Found")
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + answer.length + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                connection.getOutputStream().write(answer);
            } catch (IOException closed) {
                // The test has ended.
            }
        }
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
    }

    private static String listed(String state) {
        StringBuilder labels = new StringBuilder();
        LABELS.text(OWNER).forEach((name, value) -> labels.append(labels.isEmpty() ? "" : ", ").append('"').append(name)
                .append("\": \"").append(value).append('"'));
        return "[{\"Id\": \"%s\", \"State\": \"%s\", \"Labels\": {%s}}]".formatted(ID, state, labels);
    }

    private ObservedInstance observed(String listed, Optional<String> told) {
        list = listed;
        inspected = told;
        List<ObservedInstance> all = containers.observed();
        assertEquals(1, all.size());
        return all.getFirst();
    }

    @Test
    @DisplayName("a container that is listed while it is removed, and not known any more, was removed by another hand")
    void removed() {
        assertTrue(observed(RUNNING, Optional.empty()).alive());
        ObservedInstance gone = observed(listed("removing"), Optional.empty());
        assertEquals(Optional.of(OutsideHand.REMOVED), gone.outside());
        assertEquals(gone, observed("[]", Optional.empty()));
        containers.forgetVanished(gone.id());
        assertEquals(List.of(), containers.observed());
    }

    @Test
    @DisplayName("an ended container that somebody removes stays listed as it ended")
    void removedAfterItsEnd() {
        assertTrue(observed(RUNNING, Optional.empty()).alive());
        ObservedInstance ended = observed(EXITED, Optional.of(KILLED));
        assertEquals(Optional.of(Exit.signal(9)), ended.exit());
        assertEquals(ended, observed("[]", Optional.empty()));
    }

    @Test
    @DisplayName("an end is listed once the events have told who brought it about")
    void awaited() {
        outside.found(Instant.now());
        assertTrue(observed(RUNNING, Optional.empty()).alive());
        assertTrue(observed(EXITED, Optional.of(KILLED)).alive());
        outside.signalled(ID, 9, STARTED.plusSeconds(60));
        outside.died(ID);
        assertTrue(observed(EXITED, Optional.of(KILLED)).outside().orElseThrow().contains("signal 9"));
    }

    @Test
    @DisplayName("events are awaited for a moment only, and not at all while none can come")
    void notAwaited() {
        Instant now = STARTED;
        assertEquals(false, outside.awaited(ID, now));
        outside.found(now);
        assertEquals(true, outside.awaited(ID, now));
        assertEquals(true, outside.awaited(ID, now.plusMillis(900)));
        assertEquals(false, outside.awaited(ID, now.plus(Duration.ofSeconds(2))));
        outside.lost(now);
        assertEquals(false, outside.awaited(ID, now));
    }

    @Test
    @DisplayName("a container that has ended by itself is listed as ended before the engine does so")
    void ahead() {
        assertTrue(observed(RUNNING, Optional.empty()).alive());
        assertTrue(outside.endedByItself(ID));
        assertTrue(containers.ended(ID, LABELS, 3, STARTED.plusSeconds(60)));
        ObservedInstance ended = observed(RUNNING, Optional.empty());
        assertEquals(Optional.of(Exit.code(3)), ended.exit());
        assertEquals(Optional.of(STARTED.plusSeconds(60)), ended.finishedAt());
        assertEquals(false, containers.recent(ended.id()).orElseThrow().alive());
        outside.died(ID);
        assertEquals(Optional.of(Exit.signal(9)), observed(EXITED, Optional.of(KILLED)).exit());
    }

    @Test
    @DisplayName("one that was told to have ended lives again when it is started, or events may have been missed")
    void notAheadForEver() {
        for (Runnable news : List.<Runnable>of(() -> containers.forgetTold(ID), containers::disbelieve)) {
            assertTrue(containers.ended(ID, LABELS, 3, STARTED.plusSeconds(60)));
            assertEquals(false, observed(RUNNING, Optional.empty()).alive());
            news.run();
            assertTrue(observed(RUNNING, Optional.empty()).alive());
        }
        assertEquals(Optional.of(Exit.signal(9)), observed(EXITED, Optional.of(KILLED)).exit());
    }

    @Test
    @DisplayName("whether one with a memory limit was killed for it, the engine is asked")
    void bounded() {
        Labels bounded = new Labels(LABELS.id(), LABELS.labels(), STARTED, List.of(), true);
        assertEquals(false, containers.ended(ID, bounded, 137, STARTED.plusSeconds(60)));
        assertTrue(observed(RUNNING, Optional.empty()).alive());
        assertTrue(containers.ended(ID, bounded, 1, STARTED.plusSeconds(60)));
    }

    @Test
    @DisplayName("an end that somebody brought about is waited for")
    void notByItself() {
        outside.signalled(ID, 15, STARTED);
        assertEquals(false, outside.endedByItself(ID));
    }
}
