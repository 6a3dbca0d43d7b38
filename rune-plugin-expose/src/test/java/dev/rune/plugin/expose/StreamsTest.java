package dev.rune.plugin.expose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.spi.exposure.RouteTable;
import dev.rune.kernel.spi.exposure.RouteTable.Route;
import dev.rune.testkit.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@DisplayName("The front door speaks HTTP/2, also without TLS to who begins with it:")
class StreamsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** More than any buffer on the way has room for. */
    private static final String LARGE = "0123456789abcdef".repeat(1 << 18);
    /** What may be sent on a stream, or on a connection, before more is allowed. */
    private static final int WINDOW = 65_535;

    private DoorFixture door = new DoorFixture(Map.of());

    @AfterEach
    void close() {
        door.close();
    }

    private FrameClient client(int... settings) {
        return new FrameClient(door.exposure().port(), settings);
    }

    private void awaitNoneInFlight() {
        Await.until("nothing under way", PATIENCE, () -> door.exposure().inFlight(DoorFixture.INSTANCE) == 0);
    }

    @Test
    @DisplayName("a request is answered, and the instance sees it in HTTP/1.1")
    void requests() {
        try (FrameClient client = client()) {
            client.get(1, "/x?y=z");
            assertEquals("200", client.fields(1).status().toString());
            assertEquals("ok", client.data(1));
            String seen = door.server().request();
            assertTrue(seen.startsWith("GET /x?y=z HTTP/1.1\r\n"), seen);
            String lower = seen.toLowerCase(Locale.ROOT);
            assertTrue(lower.contains("\r\nhost: shop.local\r\n"), seen);
            assertTrue(lower.contains("\r\nx-forwarded-proto: http\r\n"), seen);
            assertFalse(lower.contains("x-http2"), seen);
        }
    }

    @Test
    @DisplayName("curl is served, with a body both ways")
    void curl() throws IOException, InterruptedException {
        String large = "0123456789abcdef".repeat(1 << 16);
        door.server().answer("/", "HTTP/1.1 200 OK\r\nContent-Length: " + large.length() + "\r\n\r\n" + large);
        Process curl = new ProcessBuilder("curl", "--silent", "--show-error", "--http2-prior-knowledge",
                "--header", "Host: shop.local", "--data-binary", "@-", "--write-out", "%{http_version} %{http_code}",
                "http://127.0.0.1:" + door.exposure().port() + "/").redirectErrorStream(true).start();
        Thread.ofVirtual().start(() -> {
            try (var out = curl.getOutputStream()) {
                out.write(large.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException _) {
                // It has ended, and said why.
            }
        });
        String told = new String(curl.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertTrue(curl.waitFor(60, TimeUnit.SECONDS) && curl.exitValue() == 0, told);
        assertEquals("2 200", told.substring(Math.max(0, told.length() - 5)));
        assertEquals(large, told.substring(0, told.length() - 5));
        assertTrue(door.server().request().endsWith("\r\n\r\n" + large));
    }

    @Test
    @DisplayName("who only offers to go over to it is answered in HTTP/1.1")
    void offersAreNotTaken() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
                var own = DoorFixture.forLocalhost()) {
            HttpResponse<String> answer = client.send(HttpRequest
                    .newBuilder(URI.create("http://localhost:" + own.exposure().port() + "/")).timeout(PATIENCE)
                    .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertEquals(HttpClient.Version.HTTP_1_1, answer.version());
            assertEquals("ok", answer.body());
            assertFalse(own.server().request().toLowerCase(Locale.ROOT).contains("http2-settings"));
        }
    }

    @Test
    @DisplayName("what only begins like it is a request in HTTP/1.1")
    void almostPrefaces() {
        String answer = door.answerTo("PRI * HTTP/2.0\r\n\r\nSX\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 505 "), answer);
        answer = door.answerTo("PRI /x HTTP/1.1\r\nHost: shop.local\r\nConnection: close\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
    }

    @Test
    @DisplayName("an answer goes no further than the client's window")
    void answersKeepToTheWindow() {
        String large = "0123456789abcdef".repeat(1 << 13);
        door.server().answer("/", "HTTP/1.1 200 OK\r\nContent-Length: " + large.length() + "\r\n\r\n" + large);
        int window = 1000;
        try (FrameClient client = client(FrameClient.INITIAL_WINDOW_SIZE, window)) {
            client.grant(0, large.length());
            client.get(1, "/");
            client.fields(1);
            int received = 0;
            int allowed = window;
            FrameClient.Frame frame;
            do {
                frame = client.await(FrameClient.DATA, 1);
                received += frame.payload().length;
                assertTrue(received <= allowed, received + " bytes where " + allowed + " were allowed");
                if (received == allowed) {
                    allowed += 7000;
                    client.grant(1, 7000);
                }
            } while (!frame.ends());
            assertEquals(large.length(), received);
        }
        awaitNoneInFlight();
    }

    @Test
    @DisplayName("a large body is taken as far as its window goes, and the window is moved on")
    void bodiesMoveTheWindow() {
        String large = "0123456789abcdef".repeat(1 << 16);
        try (FrameClient client = client()) {
            client.post(1, "/");
            client.body(1, large);
            assertEquals("200", client.fields(1).status().toString());
            assertTrue(door.server().request().contains("0123456789abcdef"));
        }
        awaitNoneInFlight();
    }

    @Test
    @DisplayName("a body that an instance does not read stops at the window, and holds up no other stream")
    void bodiesNobodyReads() {
        door.server().answer("/", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        door.server().reads(path -> !path.equals("/deaf"));
        try (FrameClient client = client()) {
            client.post(1, "/deaf");
            client.send(FrameClient.DATA, 0, 1, new byte[16_384]);
            client.get(3, "/");
            assertEquals("200", client.fields(3).status().toString());
            assertEquals("ok", client.data(3));
        }
        awaitNoneInFlight();
    }

    @Test
    @DisplayName("a hundred requests at a time are answered, each with its own")
    void manyStreams() {
        for (int i = 0; i < 100; i++) {
            String body = Integer.toString(i).repeat(1000);
            door.server().answer("/" + i, "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        }
        try (FrameClient client = client()) {
            client.grant(0, 1 << 20);
            for (int i = 0; i < 100; i++) {
                client.get(2 * i + 1, "/" + i);
            }
            Map<Integer, StringBuilder> bodies = new TreeMap<>();
            int ended = 0;
            while (ended < 100) {
                FrameClient.Frame frame = client.await(own -> own.stream() > 0 && own.type() <= FrameClient.RST_STREAM);
                assertFalse(frame.type() == FrameClient.RST_STREAM, frame::toString);
                if (frame.type() == FrameClient.DATA) {
                    bodies.computeIfAbsent(frame.stream(), _ -> new StringBuilder())
                            .append(new String(frame.payload(), StandardCharsets.US_ASCII));
                }
                ended += frame.ends() ? 1 : 0;
            }
            for (int i = 0; i < 100; i++) {
                assertEquals(Integer.toString(i).repeat(1000), bodies.get(2 * i + 1).toString());
            }
        }
        awaitNoneInFlight();
    }

    @Test
    @DisplayName("more streams at a time than are allowed are refused, and the others go on")
    void tooManyStreams() {
        door.server().answer("/hold", "");
        try (FrameClient client = client()) {
            // The limit holds once it was told and acknowledged.
            client.await(FrameClient.SETTINGS, 0);
            for (int i = 0; i < 129; i++) {
                client.get(2 * i + 1, "/hold");
            }
            assertEquals(FrameClient.REFUSED_STREAM, client.await(FrameClient.RST_STREAM, 257).number());
            assertEquals(128, door.exposure().inFlight(DoorFixture.INSTANCE));
            client.send(FrameClient.RST_STREAM, 0, 1, FrameClient.CANCEL);
            client.get(259, "/");
            assertEquals("200", client.fields(259).status().toString());
        }
        awaitNoneInFlight();
    }

    @Test
    @DisplayName("a stream that the client resets ends the request to the instance")
    void resets() {
        door.server().answer("/hold", "");
        try (FrameClient client = client()) {
            client.get(1, "/hold");
            door.server().request();
            assertEquals(1, door.exposure().inFlight(DoorFixture.INSTANCE));
            client.send(FrameClient.RST_STREAM, 0, 1, FrameClient.CANCEL);
            awaitNoneInFlight();
            Await.until("the instance's connection closed", PATIENCE, () -> door.server().alive() == 0);
            client.get(3, "/");
            assertEquals("200", client.fields(3).status().toString());
        }
    }

    @Test
    @DisplayName("a stream that the client resets in the middle of its answer ends it, and no other")
    void resetsOfAnswers() {
        door.server().answer("/large", "HTTP/1.1 200 OK\r\nContent-Length: " + LARGE.length() + "\r\n\r\n" + LARGE);
        door.server().answer("/events", "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
        try (FrameClient client = client()) {
            client.get(1, "/events");
            client.await(FrameClient.DATA, 1);
            client.get(3, "/large");
            client.await(FrameClient.DATA, 3);
            client.send(FrameClient.RST_STREAM, 0, 3, FrameClient.CANCEL);
            Await.until("only the events under way", PATIENCE,
                    () -> door.exposure().inFlight(DoorFixture.INSTANCE) == 1);
            Await.until("the connection of the other one closed", PATIENCE, () -> door.server().alive() == 1);
        }
        awaitNoneInFlight();
    }

    @Test
    @DisplayName("a stream that the client does not read holds up no other, and goes on once it is read")
    void slowReaders() {
        door.server().answer("/large", "HTTP/1.1 200 OK\r\nContent-Length: " + LARGE.length() + "\r\n\r\n" + LARGE);
        try (FrameClient client = client()) {
            client.grant(0, 2 * LARGE.length());
            client.get(1, "/large");
            int received = 0;
            while (received < WINDOW) {
                received += client.await(FrameClient.DATA, 1).payload().length;
            }
            assertEquals(WINDOW, received);
            for (int stream = 3; stream < 43; stream += 2) {
                client.get(stream, "/");
                assertEquals("200", client.fields(stream).status().toString());
                assertEquals("ok", client.data(stream));
            }
            client.grant(1, LARGE.length());
            assertEquals(LARGE.substring(WINDOW), client.data(1));
        }
        awaitNoneInFlight();
    }

    @Test
    @DisplayName("who resets streams as fast as they are opened is told to calm down")
    void rapidResets() {
        door.server().answer("/hold", "");
        try (FrameClient client = client()) {
            for (int i = 0; i < 300; i++) {
                client.get(2 * i + 1, "/hold");
                client.send(FrameClient.RST_STREAM, 0, 2 * i + 1, FrameClient.CANCEL);
            }
            assertEquals(FrameClient.ENHANCE_YOUR_CALM, client.goodbye());
        }
        awaitNoneInFlight();
    }

    @Test
    @DisplayName("a head that goes on and on in small pieces is not waited for")
    void manyContinuations() {
        try (FrameClient client = client()) {
            client.send(FrameClient.HEADERS, FrameClient.END_STREAM, 1, new byte[0]);
            for (int i = 0; i < 100; i++) {
                client.send(FrameClient.CONTINUATION, 0, 1, new byte[0]);
            }
            assertEquals(FrameClient.ENHANCE_YOUR_CALM, client.goodbye());
        }
        assertFalse(door.server().asked());
    }

    @Test
    @DisplayName("a head that is too long is refused, and the connection with it once it is far too long")
    void longHeads() {
        try (FrameClient client = client()) {
            client.post(1, "/", "x-a", "a".repeat(10_000));
            client.body(1, "hi");
            assertEquals("200", client.fields(1).status().toString());
            client.send(FrameClient.HEADERS, FrameClient.END_STREAM, 3, new byte[0]);
            for (int i = 0; i < 20; i++) {
                client.send(FrameClient.CONTINUATION, 0, 3, FrameClient.block("x-" + i, "a".repeat(4_000)));
            }
            client.goodbye();
        }
        door.server().request();
        assertFalse(door.server().asked());
    }

    @Test
    @DisplayName("who sends more than the window allows is cut off")
    void windowsAreHeldTo() {
        door.server().reads(path -> false);
        try (FrameClient client = client()) {
            client.post(1, "/deaf");
            for (int i = 0; i < 40; i++) {
                client.send(FrameClient.DATA, 0, 1, new byte[16_384]);
            }
            FrameClient.Frame end = client.await(frame -> frame.type() == FrameClient.RST_STREAM
                    || frame.type() == FrameClient.GOAWAY);
            assertEquals(FrameClient.FLOW_CONTROL_ERROR, end.number());
        }
        awaitNoneInFlight();
    }

    @Test
    @DisplayName("an instance that breaks off resets its stream and no other")
    void brokenAnswers() {
        door.server().answer("/broken", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc<close>");
        try (FrameClient client = client()) {
            client.get(1, "/broken");
            client.await(FrameClient.RST_STREAM, 1);
            client.get(3, "/");
            assertEquals("200", client.fields(3).status().toString());
        }
    }

    @Test
    @DisplayName("trailers pass both ways")
    void trailers() {
        door.server().answer("/", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: x-sum\r\n\r\n"
                + "3\r\nabc\r\n0\r\nX-Sum: 7\r\n\r\n");
        try (FrameClient client = client()) {
            client.post(1, "/", "trailer", "x-end");
            client.send(FrameClient.DATA, 0, 1, "hi".getBytes(StandardCharsets.US_ASCII));
            client.headers(1, true, "x-end", "1");
            assertEquals("200", client.fields(1).status().toString());
            assertEquals("abc", new String(client.await(FrameClient.DATA, 1).payload(), StandardCharsets.US_ASCII));
            FrameClient.Frame last = client.await(FrameClient.HEADERS, 1);
            assertTrue(last.ends());
            assertEquals("7", client.fields(last).get("x-sum").toString());
            String seen = door.server().request().toLowerCase(Locale.ROOT);
            assertTrue(seen.endsWith("\r\n\r\n2\r\nhi\r\n0\r\nx-end: 1\r\n\r\n"), seen);
        }
    }

    @Test
    @DisplayName("events pass as they come, and end in order when their instance is retired")
    void events() {
        door.server().answer("/", "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
        try (FrameClient client = client()) {
            client.get(1, "/");
            client.fields(1);
            assertEquals("data: 1\n\n",
                    new String(client.await(FrameClient.DATA, 1).payload(), StandardCharsets.US_ASCII));
            Route route = door.route("shop.local", "", false);
            for (boolean ready : new boolean[]{true, false}) {
                door.exposure().apply(new RouteTable(List.of(new Route(route.service(), route.host(), route.path(),
                        false, 80, Duration.ZERO, ready ? route.upstreams() : List.of()))));
            }
            assertTrue(client.await(FrameClient.DATA, 1).ends());
        }
        awaitNoneInFlight();
    }

    @Test
    @DisplayName("an idle connection gets a goodbye before it is closed")
    void idleConnections() {
        door.close();
        door = new DoorFixture(Map.of("idleSeconds", "1"));
        try (FrameClient client = client()) {
            client.get(1, "/");
            client.data(1);
            assertEquals(0, client.await(FrameClient.GOAWAY, 0).number());
        }
    }

    @Test
    @DisplayName("at the end of the door there is a goodbye, which says what was still seen to")
    void farewell() {
        door.server().answer("/hold", "");
        try (FrameClient client = client()) {
            client.get(1, "/");
            client.data(1);
            client.get(3, "/hold");
            door.server().request();
            door.server().request();
            door.exposure().close();
            FrameClient.Frame goodbye = client.await(FrameClient.GOAWAY, 0);
            assertEquals(0, goodbye.number(), "no error");
            assertTrue(goodbye.payload()[3] >= 3, "the last stream");
        }
    }

    private static DynamicTest refused(String name, String... fields) {
        return DynamicTest.dynamicTest(name, () -> {
            try (var own = new DoorFixture(Map.of()); var client = new FrameClient(own.exposure().port())) {
                client.headers(1, true, fields);
                FrameClient.Frame answer = client.await(frame -> frame.type() == FrameClient.RST_STREAM
                        || frame.type() == FrameClient.GOAWAY || frame.type() == FrameClient.HEADERS);
                if (answer.type() == FrameClient.HEADERS) {
                    assertEquals("400", client.fields(answer).status().toString());
                }
                assertFalse(own.server().asked(), "an instance saw something of it");
            }
        });
    }

    @TestFactory
    @DisplayName("what would be another request in HTTP/1.1 is refused, and reaches nobody:")
    Stream<DynamicTest> smugglingIsRefused() {
        String[] get = {":method", "GET", ":scheme", "http", ":authority", "shop.local", ":path", "/"};
        return Stream.of(
                refused("a blank in the path", ":method", "GET", ":scheme", "http", ":authority", "shop.local", ":path",
                        "/ HTTP/1.1\r\nHost: shop.local\r\n\r\nGET /smuggled"),
                refused("a path that is none", ":method", "GET", ":scheme", "http", ":authority", "shop.local", ":path",
                        "x"),
                refused("no path", ":method", "GET", ":scheme", "http", ":authority", "shop.local"),
                refused("a method that is no token", ":method", "GET /smuggled HTTP/1.1\r\n", ":scheme", "http",
                        ":authority", "shop.local", ":path", "/"),
                refused("no host", ":method", "GET", ":scheme", "http", ":path", "/"),
                refused("a host that is none", ":method", "GET", ":scheme", "http", ":authority", "shop.local\r\nX: y",
                        ":path", "/"),
                refused("a line end in a value", with(get, "x-a", "b\r\nTransfer-Encoding: chunked")),
                refused("a line end in a name", with(get, "x-a: b\r\nx-c", "d")),
                refused("a colon in a name", with(get, "x-a:b", "d")),
                refused("capitals in a name", with(get, "X-A", "b")),
                refused("Transfer-Encoding", with(get, "transfer-encoding", "chunked")),
                refused("Connection", with(get, "connection", "close")),
                refused("a length that is not that of the body", with(get, "content-length", "5")),
                refused("two lengths", with(get, "content-length", "0", "content-length", "1")),
                refused("a length that is none", with(get, "content-length", "+0")));
    }

    private static String[] with(String[] fields, String... more) {
        return Stream.concat(Stream.of(fields), Stream.of(more)).toArray(String[]::new);
    }
}
