package dev.rune.plugin.expose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.testkit.Await;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("When the front door ends")
class ClosingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ASK = " HTTP/1.1\r\nHost: shop.local\r\n\r\n";

    private final DoorFixture door = new DoorFixture(Map.of("endSeconds", "8"));
    private Optional<Thread> closing = Optional.empty();

    @AfterEach
    void close() throws InterruptedException {
        if (closing.isPresent()) {
            closing.get().join();
        }
        door.close();
    }

    private void begin() {
        closing = Optional.of(Thread.ofVirtual().start(() -> door.exposure().close()));
    }

    @Test
    @DisplayName("an idle connection is closed, and one on which nothing was asked yet may ask once")
    void idleConnections() {
        try (RawClient kept = door.client(); RawClient silent = door.client()) {
            kept.send("GET /" + ASK);
            kept.until("ok");
            begin();
            assertEquals("", kept.rest());
            silent.send("GET /" + ASK);
            String answer = silent.rest();
            assertTrue(
                    answer.startsWith("HTTP/1.1 200 ") && answer.toLowerCase(Locale.ROOT).contains("connection: close"),
                    answer);
        }
    }

    @Test
    @DisplayName("an answer that its client takes slowly comes whole")
    void slowClients() throws InterruptedException {
        int length = 16 * 1024 * 1024;
        door.server().answer("/long", "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n" + "x".repeat(length));
        try (RawClient client = door.client(); RawClient kept = door.client()) {
            kept.send("GET /" + ASK);
            kept.until("ok");
            client.send("GET /long" + ASK);
            client.until("\r\n\r\n");
            begin();
            // From here on it ends.
            assertEquals("", kept.rest());
            assertFalse(closing.orElseThrow().join(Duration.ofMillis(1)));
            assertEquals(length, client.rest().length());
        }
    }

    @Test
    @DisplayName("an answer that waits for the window of a stream comes whole")
    void slowStreams() throws InterruptedException {
        // More than may be sent at first, and so little more that the door has all of it and the instance has done.
        int length = 96 * 1024;
        door.server().answer("/long", "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n" + "x".repeat(length));
        try (FrameClient client = new FrameClient(door.exposure().port())) {
            client.get(1, "/long");
            client.fields(1);
            Await.until("the instance has done", PATIENCE,
                    () -> door.exposure().inFlight(DoorFixture.INSTANCE) == 0);
            begin();
            assertFalse(closing.orElseThrow().join(Duration.ofSeconds(2)),
                    "it has ended before its client had the answer");
            assertEquals(length, client.data(1).length());
        }
    }
}
