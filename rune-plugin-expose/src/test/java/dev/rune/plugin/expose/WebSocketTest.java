package dev.rune.plugin.expose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.spi.exposure.RouteTable;
import dev.rune.kernel.spi.exposure.RouteTable.Route;
import dev.rune.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A WebSocket through the front door:")
class WebSocketTest {
    private static final String UPGRADE = "GET /ws HTTP/1.1\r\nHost: shop.local\r\nConnection: keep-alive, Upgrade\r\n"
            + "Upgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    private static final String AGREED = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
            + "Upgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
    /** A text frame, "hi", which the server sends back as it is. */
    private static final String FRAME = "\u0081\u0002hi";
    private static final String GOING_AWAY = "\u0088\u0002\u0003\u00e9";

    private final DoorFixture door = new DoorFixture(Map.of());

    @BeforeEach
    void agree() {
        door.server().answer("/ws", AGREED);
    }

    @AfterEach
    void close() {
        door.close();
    }

    private RawClient opened() {
        RawClient client = door.client();
        client.send(UPGRADE);
        String head = client.until("\r\n\r\n");
        assertTrue(head.startsWith("HTTP/1.1 101 "), head);
        assertTrue(head.toLowerCase(java.util.Locale.ROOT).contains("upgrade: websocket\r\n"), head);
        return client;
    }

    private void awaitNoneInFlight() {
        Await.until("nothing under way", Duration.ofSeconds(30),
                () -> door.exposure().inFlight(DoorFixture.INSTANCE) == 0);
    }

    @Test
    @DisplayName("frames pass both ways, and it counts as under way")
    void framesPass() {
        try (RawClient client = opened()) {
            client.send(FRAME);
            assertEquals(FRAME, client.until("hi"));
            assertEquals(1, door.exposure().inFlight(DoorFixture.INSTANCE));
        }
        awaitNoneInFlight();
        assertTrue(door.server().request().contains("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
    }

    @Test
    @DisplayName("a frame that comes together with the agreement is passed on")
    void greetings() {
        door.server().answer("/ws", AGREED + FRAME);
        try (RawClient client = opened()) {
            assertEquals(FRAME, client.until("hi"));
            client.send(FRAME);
            assertEquals(FRAME, client.until("hi"));
        }
        awaitNoneInFlight();
    }

    @Test
    @DisplayName("after the drain both sides get a close frame, between two frames")
    void theDrainCloses() {
        try (RawClient client = opened()) {
            client.send(FRAME);
            client.until("hi");
            Route route = door.route("shop.local", "", false);
            // Half a frame is on its way: the close has to wait for its other half.
            client.send("\u0081\u0004ha");
            client.until("ha");
            door.exposure().apply(new RouteTable(List.of(new Route(route.service(), route.host(), route.path(), false,
                    80, Duration.ZERO, route.upstreams()))));
            door.exposure().apply(new RouteTable(List.of(new Route(route.service(), route.host(), route.path(), false,
                    80, Duration.ZERO, List.of()))));
            client.send("lf");
            assertEquals("lf" + GOING_AWAY, client.until(GOING_AWAY));
            assertFalse(client.rest().contains("hi"));
        }
        awaitNoneInFlight();
    }

    @Test
    @DisplayName("an instance that says no is heard")
    void refusals() {
        door.server().answer("/ws", "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
        try (RawClient client = door.client()) {
            client.send(UPGRADE);
            String answer = client.until("\r\n\r\nno");
            assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
        }
    }
}
