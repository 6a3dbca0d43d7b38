package dev.rune.daemon.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.spec.ServiceRef;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Following services and events. */
class StreamsTest {
    private static final String WATCH = "/v1/namespaces/default/services/api/watch";

    @TempDir
    Path directory;
    ApiFixture api;

    @BeforeEach
    void start() throws IOException {
        api = ApiFixture.start(directory);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void aWatchBeginsWithWhatIs() throws Exception {
        api.kernel.put("api", 1);
        try (BufferedReader watch = api.lines(WATCH)) {
            assertEquals("event: service", watch.readLine());
            assertEquals("data: " + api.get("/v1/namespaces/default/services/api").body(), watch.readLine());
            assertEquals("", watch.readLine());
        }
    }

    @Test
    void aWatchShowsTheLastOfManyChangesAndNotAll() throws Exception {
        ServiceRef ref = api.kernel.put("api", 1);
        try (BufferedReader watch = api.lines(WATCH)) {
            for (int i = 1; i <= 2000; i++) {
                api.kernel.message(ref, "change " + i + ".");
            }
            int shown = 0;
            String line = "";
            while (!line.contains("change 2000.")) {
                line = watch.readLine();
                shown += line.startsWith("data:") ? 1 : 0;
            }
            assertTrue(shown < 500, shown + " of 2000 changes were sent");
        }
    }

    @Test
    void changesOfOthersAndChangesOfNothingAreNotSent() throws Exception {
        ServiceRef ref = api.kernel.put("api", 1);
        try (BufferedReader watch = api.lines(WATCH)) {
            readEvent(watch);
            api.kernel.put("web", 1);
            api.kernel.changed(ref);
            api.kernel.message(ref, "the next");
            assertTrue(readEvent(watch).contains("the next"));
        }
    }

    @Test
    void aWatchEndsWithTheService() throws Exception {
        ServiceRef ref = api.kernel.put("api", 1);
        try (BufferedReader watch = api.lines(WATCH)) {
            readEvent(watch);
            api.kernel.remove(ref);
            assertEquals("event: gone|data: {\"namespace\":\"default\",\"name\":\"api\"}", readEvent(watch));
            assertNull(watch.readLine());
        }
        ApiFixture.await("the kernel has no listener left", api.kernel.changeListeners::isEmpty);
    }

    @Test
    void watchingNothingIsNotFound() throws Exception {
        HttpResponse<String> answer = api.get(WATCH);
        assertEquals(404, answer.statusCode());
        assertEquals(List.of(), api.kernel.changeListeners);
    }

    @Test
    void aClientThatDoesNotReadHoldsUpNobody() throws Exception {
        ServiceRef ref = api.kernel.put("api", 1);
        List<Socket> deaf = new ArrayList<>();
        try (BufferedReader watch = api.lines(WATCH)) {
            for (int i = 0; i < 20; i++) {
                Socket socket = api.socket();
                socket.setReceiveBufferSize(1024);
                send(socket, WATCH);
                deaf.add(socket);
            }
            ApiFixture.await("all watch", () -> api.kernel.changeListeners.size() == 21);
            String large = "x".repeat(200_000);
            for (int i = 1; i <= 50; i++) {
                api.kernel.message(ref, large + i);
            }
            api.kernel.message(ref, "the last");
            assertTrue(watch.lines().anyMatch(line -> line.contains("the last")));
        } finally {
            for (Socket socket : deaf) {
                socket.close();
            }
        }
    }

    @Test
    void eventsAreListedFromWhereOneLeftOff() throws Exception {
        api.kernel.happened("first");
        api.kernel.happened("second");
        assertEquals("""
                [{"sequence":2,"at":"2026-01-02T03:04:05.678Z","severity":"Warning","namespace":"default",\
                "object":"service/api","reason":"Crashed","message":"second"}]""",
                api.get("/v1/events?after=1").body());
        assertEquals("[]", api.get("/v1/events?namespace=other").body());
        assertEquals(400, api.get("/v1/events?after=-1").statusCode());
    }

    @Test
    void eventsAreFollowedWithoutAGap() throws Exception {
        api.kernel.happened("event 1");
        try (BufferedReader events = api.lines("/v1/events?follow=true")) {
            assertTrue(readEvent(events).startsWith("event: event|id: 1|data: {\"sequence\":1,"));
            for (int i = 2; i <= 3000; i++) {
                api.kernel.happened("event " + i);
            }
            for (int i = 2; i <= 3000; i++) {
                assertTrue(readEvent(events).contains("\"sequence\":" + i + ","));
            }
        }
    }

    @Test
    void aBrokenStreamOfEventsGoesOn() throws Exception {
        api.kernel.happened("first");
        api.kernel.happened("second");
        try (Socket socket = api.socket()) {
            socket.getOutputStream()
                    .write(("GET /v1/events?follow=true HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                            + api.token + "\r\nLast-Event-ID: 1\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            String answer = "";
            byte[] piece = new byte[4096];
            while (!answer.contains("second")) {
                answer += new String(piece, 0, socket.getInputStream().read(piece), StandardCharsets.US_ASCII);
            }
            assertTrue(!answer.contains("first"), answer);
        }
    }

    @Test
    void streamsEndWithTheServer() throws Exception {
        api.kernel.put("api", 1);
        try (BufferedReader watch = api.lines(WATCH); BufferedReader events = api.lines("/v1/events?follow=true")) {
            readEvent(watch);
            api.server.close();
            assertNull(watch.readLine());
            assertNull(events.readLine());
        }
    }

    private void send(Socket socket, String path) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + api.token + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** The lines of the next event, with | between them. */
    private static String readEvent(BufferedReader stream) throws IOException {
        List<String> lines = new ArrayList<>();
        String line = stream.readLine();
        while (line != null && !line.isEmpty()) {
            lines.add(line);
            line = stream.readLine();
        }
        return String.join("|", lines);
    }
}
