package dev.rune.plugin.expose;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rune.testkit.Await;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Whatever comes of a request, its buffers")
class BuffersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ON_PURPOSE = "lost on purpose";

    /** Where buffers were last touched that nobody released. */
    private final List<String> lost = new CopyOnWriteArrayList<>();

    @Test
    @DisplayName("are released")
    void released() {
        try (var first = new DoorFixture(Map.of())) {
            // From here on; with the first door it was settled that none are followed.
            ResourceLeakDetector.setLevel(Level.PARANOID);
            ByteBufUtil.setLeakListener((_, touched) -> lost.add(touched));
            HttpCases.all().stream().filter(own -> !own.hasty()).forEach(HttpCase::withRune);
            streams(first);
        }
        try {
            loseOne();
            Await.until("the one lost on purpose is found", PATIENCE, this::found);
        } finally {
            ResourceLeakDetector.setLevel(Level.DISABLED);
            ByteBufUtil.setLeakListener(null);
        }
        assertEquals(List.of(), lost.stream().filter(own -> !own.contains(ON_PURPOSE)).toList());
    }

    /** Streams that end in every way. */
    private static void streams(DoorFixture door) {
        String large = "0123456789abcdef".repeat(1 << 16);
        door.server().answer("/large", "HTTP/1.1 200 OK\r\nContent-Length: " + large.length() + "\r\n\r\n" + large);
        door.server().answer("/broken", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc<close>");
        try (var client = new FrameClient(door.exposure().port())) {
            // Or an answer that is reset too late would leave the others no room.
            client.grant(0, 1 << 22);
            client.post(1, "/");
            client.body(1, large);
            client.data(1);
            client.get(3, "/large");
            client.await(FrameClient.DATA, 3);
            client.send(FrameClient.RST_STREAM, 0, 3, FrameClient.CANCEL);
            client.get(5, "/broken");
            client.await(FrameClient.RST_STREAM, 5);
            client.post(7, "/");
            client.send(FrameClient.DATA, 0, 7, new byte[16_384]);
            client.send(FrameClient.RST_STREAM, 0, 7, FrameClient.CANCEL);
            client.get(9, "/large");
            client.await(FrameClient.DATA, 9);
        }
        Await.until("nothing under way", PATIENCE, () -> door.exposure().inFlight(DoorFixture.INSTANCE) == 0);
    }

    private static void loseOne() {
        ByteBufAllocator.DEFAULT.directBuffer(64).touch(ON_PURPOSE);
    }

    private boolean found() {
        System.gc();
        // Each new one makes Netty look for those that have gone.
        ByteBuf next = ByteBufAllocator.DEFAULT.directBuffer(64);
        next.release();
        return lost.stream().anyMatch(own -> own.contains(ON_PURPOSE));
    }
}
