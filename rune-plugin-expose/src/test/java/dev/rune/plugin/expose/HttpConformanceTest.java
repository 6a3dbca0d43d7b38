package dev.rune.plugin.expose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.testkit.Await;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@DisplayName("The front door speaks HTTP/1.1:")
class HttpConformanceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String HOST = "Host: shop.local\r\n";
    private static final String CLOSE = HOST + "Connection: close\r\n";

    private DoorFixture door = new DoorFixture(Map.of());

    @AfterEach
    void close() {
        door.close();
    }

    private void doorWith(Map<String, String> settings) {
        door.close();
        door = new DoorFixture(settings);
    }

    private static DynamicTest refused(String name, int status, String request) {
        return DynamicTest.dynamicTest(name, () -> {
            try (var door = new DoorFixture(Map.of())) {
                String answer = door.answerTo(request + "GET /smuggled HTTP/1.1\r\n" + HOST + "\r\n");
                assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
                assertEquals(answer.indexOf("HTTP/1.1 "), answer.lastIndexOf("HTTP/1.1 "), answer);
                assertFalse(door.server().asked(), "an instance saw something of it");
            }
        });
    }

    @Test
    @DisplayName("what counts for no route is counted by what was answered, and nothing else is")
    void countedForNoRoute() {
        try (DoorFixture door = new DoorFixture(Map.of())) {
            door.answerTo("GET / HTTP/1.1\r\nHost: elsewhere.local\r\nConnection: close\r\n\r\n");
            door.answerTo("GET / HTTP/1.1\r\nHost: elsewhere.local\r\nConnection: close\r\n\r\n");
            door.answerTo("GET / HTTP/1.1\n" + HOST + "\r\n");
            door.answerTo("GET / HTTP/1.1\r\n" + HOST + "X-A: " + "a".repeat(40_000) + "\r\n\r\n");
            door.answerTo("GET / HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n");
            assertEquals(Map.of(404, 2L, 400, 1L, 431, 1L), door.exposure().unrouted());
            assertEquals(1, door.exposure().report().getFirst().requests());
        }
    }

    @TestFactory
    @DisplayName("what two readers could take for different requests is refused, and reaches nobody:")
    Stream<DynamicTest> smugglingIsRefused() {
        String post = "POST / HTTP/1.1\r\n" + HOST;
        return Stream.of(
                refused("Content-Length and Transfer-Encoding", 400,
                        post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                refused("Transfer-Encoding and Content-Length", 400,
                        post + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n"),
                refused("two lengths", 400, post + "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd"),
                refused("the same length twice", 400, post + "Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd"),
                refused("a list of lengths", 400, post + "Content-Length: 4, 4\r\n\r\nabcd"),
                refused("a length with a sign", 400, post + "Content-Length: +4\r\n\r\nabcd"),
                refused("a negative length", 400, post + "Content-Length: -1\r\n\r\n"),
                refused("a length in hexadecimal", 400, post + "Content-Length: 0x4\r\n\r\nabcd"),
                refused("an empty length", 400, post + "Content-Length: \r\n\r\n"),
                refused("a blank before the colon", 400, post + "Content-Length : 4\r\n\r\nabcd"),
                refused("a folded line", 400, post + "X-A: b\r\n c\r\n\r\n"),
                refused("a folded Transfer-Encoding", 400, post + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
                refused("another coding", 501, post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
                refused("a coding that looks like chunked", 501, post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
                refused("two codings", 400,
                        post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
                refused("chunks in HTTP/1.0", 400,
                        "POST / HTTP/1.0\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                refused("a line that ends in LF", 400, "GET / HTTP/1.1\n" + HOST + "\r\n"),
                refused("a header line that ends in LF", 400, "GET / HTTP/1.1\r\nHost: shop.local\n\r\n"),
                refused("a head that ends in LF LF", 400, "GET / HTTP/1.1\r\nHost: shop.local\n\n"),
                refused("a CR in a value", 400, "GET / HTTP/1.1\r\n" + HOST + "X-A: b\rc\r\n\r\n"),
                refused("a NUL in a value", 400, "GET / HTTP/1.1\r\n" + HOST + "X-A: b\0c\r\n\r\n"),
                refused("no host", 400, "GET / HTTP/1.1\r\n\r\n"),
                refused("two hosts", 400, "GET / HTTP/1.1\r\n" + HOST + HOST + "\r\n"),
                refused("a host that is none", 400, "GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n"),
                refused("two blanks in the request line", 400, "GET  / HTTP/1.1\r\n" + HOST + "\r\n"),
                refused("a blank in the target", 400, "GET /a b HTTP/1.1\r\n" + HOST + "\r\n"),
                refused("a method that is no token", 400, "G(T / HTTP/1.1\r\n" + HOST + "\r\n"),
                refused("another version", 505, "GET / HTTP/3.0\r\n" + HOST + "\r\n"),
                refused("a version that is none", 400, "GET / HTTP/one\r\n" + HOST + "\r\n"),
                refused("no version", 400, "GET /\r\n" + HOST + "\r\n"),
                refused("CONNECT", 405, "CONNECT http://shop.local:80 HTTP/1.1\r\n" + CLOSE + "\r\n"),
                refused("TRACE", 405, "TRACE / HTTP/1.1\r\n" + CLOSE + "\r\n"),
                refused("an expectation that nobody knows", 417, "GET / HTTP/1.1\r\n" + CLOSE + "Expect: tea\r\n\r\n"),
                refused("a long request line", 414, "GET /" + "a".repeat(40_000) + " HTTP/1.1\r\n" + HOST + "\r\n"),
                refused("a long header", 431, "GET / HTTP/1.1\r\n" + HOST + "X-A: " + "a".repeat(40_000) + "\r\n\r\n"),
                refused("many headers", 431, "GET / HTTP/1.1\r\n" + HOST + "X-A: b\r\n".repeat(5_000) + "\r\n"),
                refused("a body that is too long", 413, post + "Content-Length: 99999999999\r\n\r\n"));
    }

    @TestFactory
    @DisplayName("a malformed chunk ends the request, and what follows is not read as one:")
    Stream<DynamicTest> malformedChunks() {
        return Stream.of("+4\r\nabcd\r\n0\r\n\r\n", "0x4\r\nabcd\r\n0\r\n\r\n", "-1\r\n\r\n", "4\r\nabcdX0\r\n\r\n",
                "zz\r\n\r\n", "FFFFFFFFFFFFFFFFF\r\n").map(body -> DynamicTest.dynamicTest(body.strip(), () -> {
                    try (var own = new DoorFixture(Map.of())) {
                        String answer = own.answerTo("POST / HTTP/1.1\r\n" + HOST
                                + "Transfer-Encoding: chunked\r\n\r\n" + body + "GET /smuggled HTTP/1.1\r\n" + HOST
                                + "\r\n");
                        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
                        assertFalse(own.server().asked(), "an instance saw a whole request");
                    }
                }));
    }

    @Test
    @DisplayName("an instance sees the request with the host, where it came from, and nothing of the connection")
    void headersAreRight() {
        door.answerTo("GET /a?b=c HTTP/1.1\r\n" + HOST + "X-Own: 1\r\nX-Hop: 2\r\nKeep-Alive: 5\r\n"
                + "Connection: close, X-Hop\r\nX-Forwarded-For: 10.0.0.1\r\nForwarded: for=10.0.0.1\r\n"
                + "TE: trailers\r\nProxy-Connection: close\r\n\r\n");
        String seen = door.server().request();
        assertTrue(seen.startsWith("GET /a?b=c HTTP/1.1\r\n"), seen);
        String lower = seen.toLowerCase(java.util.Locale.ROOT);
        assertTrue(lower.contains("host: shop.local\r\n"), seen);
        assertTrue(lower.contains("x-own: 1\r\n"), seen);
        assertTrue(lower.contains("x-forwarded-for: 127.0.0.1\r\n"), seen);
        assertTrue(lower.contains("x-forwarded-proto: http\r\n"), seen);
        assertTrue(lower.contains("x-forwarded-host: shop.local\r\n"), seen);
        assertTrue(lower.contains("forwarded: for=127.0.0.1;host=\"shop.local\";proto=http\r\n"), seen);
        for (String gone : new String[]{"x-hop", "keep-alive", "connection:", "10.0.0.1", "\r\nte:"}) {
            assertFalse(lower.contains(gone), seen);
        }
    }

    @Test
    @DisplayName("behind another proxy that is trusted its word is passed on")
    void trustedForwardedIsPassedOn() {
        doorWith(Map.of("trustForwarded", "true"));
        door.answerTo("GET / HTTP/1.1\r\n" + CLOSE + "X-Forwarded-For: 10.0.0.1\r\nX-Forwarded-Proto: https\r\n\r\n");
        String seen = door.server().request().toLowerCase(java.util.Locale.ROOT);
        assertTrue(seen.contains("x-forwarded-for: 10.0.0.1, 127.0.0.1\r\n"), seen);
        assertTrue(seen.contains("x-forwarded-proto: https\r\n"), seen);
    }

    @Test
    @DisplayName("a target that names its host counts more than the Host field")
    void absoluteTargets() {
        String answer = door
                .answerTo("GET http://SHOP.local:80/x HTTP/1.1\r\nHost: other\r\nConnection: close\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        String seen = door.server().request();
        assertTrue(seen.startsWith("GET /x HTTP/1.1\r\n"), seen);
        assertTrue(seen.contains("SHOP.local:80"), seen);
    }

    @Test
    @DisplayName("an unknown host is told that nothing is served, and no name")
    void unknownHosts() {
        String answer = door.answerTo("GET / HTTP/1.1\r\nHost: other.local\r\nConnection: close\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 404 "), answer);
        assertFalse(answer.contains("shop"), answer);
    }

    @Test
    @DisplayName("requests on one connection are answered in their order, also those sent ahead")
    void pipelining() {
        door.server().answer("/1", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none");
        door.server().answer("/2", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntwo");
        String answer = door.answerTo("GET /1 HTTP/1.1\r\n" + HOST + "\r\nPOST /2 HTTP/1.1\r\n" + HOST
                + "Content-Length: 2\r\n\r\nhiGET /3 HTTP/1.1\r\n" + CLOSE + "\r\n");
        assertTrue(answer.indexOf("one") < answer.indexOf("two"), answer);
        assertTrue(answer.endsWith("\r\n\r\nok"), answer);
        assertEquals(3, answer.split("HTTP/1.1 200 OK", -1).length - 1, answer);
    }

    @Test
    @DisplayName("HTTP/1.0 is closed after its answer, and gets no chunks")
    void oldClients() {
        door.server().answer("/", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
        String answer = door.answerTo("GET / HTTP/1.0\r\n" + HOST + "\r\n");
        assertTrue(answer.endsWith("\r\n\r\nabc"), answer);
        assertFalse(answer.toLowerCase(java.util.Locale.ROOT).contains("transfer-encoding"), answer);
    }

    @Test
    @DisplayName("HTTP/1.0 may keep its connection")
    void oldClientsMayKeepTheirConnection() {
        try (RawClient client = door.client()) {
            client.send("GET / HTTP/1.0\r\n" + HOST + "Connection: keep-alive\r\n\r\n");
            assertTrue(
                    client.until("\r\n\r\nok").toLowerCase(java.util.Locale.ROOT).contains("connection: keep-alive"));
            client.send("GET / HTTP/1.0\r\n" + HOST + "\r\n");
            assertTrue(client.rest().endsWith("ok"));
        }
    }

    @Test
    @DisplayName("an answer that ends where its connection does is passed on in chunks")
    void answersUntilClose() {
        door.server().answer("/", "HTTP/1.0 200 OK\r\n\r\nabc<close>");
        String answer = door.answerTo("GET / HTTP/1.1\r\n" + CLOSE + "\r\n");
        assertTrue(answer.endsWith("3\r\nabc\r\n0\r\n\r\n"), answer);
    }

    @Test
    @DisplayName("HEAD has an answer with a length and without a body, and the connection goes on")
    void headHasNoBody() {
        door.server().answer("/head", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
        String answer = door.answerTo("HEAD /head HTTP/1.1\r\n" + HOST + "\r\nGET / HTTP/1.1\r\n" + CLOSE + "\r\n");
        assertTrue(answer.contains("ength: 5\r\n\r\nHTTP/1.1 200 OK"), answer);
        assertTrue(answer.endsWith("ok"), answer);
    }

    @Test
    @DisplayName("204 and 304 have no body")
    void answersWithoutBody() {
        door.server().answer("/204", "HTTP/1.1 204 No Content\r\n\r\n");
        door.server().answer("/304", "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\nETag: \"x\"\r\n\r\n");
        String answer = door.answerTo("GET /204 HTTP/1.1\r\n" + HOST + "\r\nGET /304 HTTP/1.1\r\n" + HOST
                + "\r\nGET / HTTP/1.1\r\n" + CLOSE + "\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 304 "), answer);
        assertTrue(answer.endsWith("ok"), answer);
    }

    @Test
    @DisplayName("chunks and trailers pass both ways")
    void chunksAndTrailers() {
        door.server().answer("/", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
                + "3\r\nabc\r\n0\r\nX-Sum: 7\r\n\r\n");
        String answer = door.answerTo("POST / HTTP/1.1\r\n" + CLOSE + "Transfer-Encoding: chunked\r\n\r\n"
                + "2;ext=1\r\nhi\r\n1\r\n!\r\n0\r\nX-End: 1\r\n\r\n");
        assertTrue(answer.endsWith("3\r\nabc\r\n0\r\nX-Sum: 7\r\n\r\n"), answer);
        String seen = door.server().request();
        assertTrue(seen.endsWith("\r\n\r\n2\r\nhi\r\n1\r\n!\r\n0\r\nX-End: 1\r\n\r\n"), seen);
    }

    @Test
    @DisplayName("who expects 100-continue is told to go on once an instance is there")
    void continues() {
        try (RawClient client = door.client()) {
            client.send("POST / HTTP/1.1\r\n" + CLOSE + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n");
            assertEquals("HTTP/1.1 100 Continue\r\n\r\n", client.until("\r\n\r\n"));
            client.send("hi");
            assertTrue(client.rest().startsWith("HTTP/1.1 200 OK"));
        }
        assertFalse(door.server().request().toLowerCase(java.util.Locale.ROOT).contains("expect"));
    }

    @Test
    @DisplayName("early hints come before the answer")
    void earlyHints() {
        door.server().answer("/", "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        String answer = door.answerTo("GET / HTTP/1.1\r\n" + CLOSE + "\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 103 Early Hints\r\n"), answer);
        assertTrue(answer.indexOf("HTTP/1.1 200 OK") > 0, answer);
        assertTrue(answer.endsWith("ok"), answer);
    }

    @Test
    @DisplayName("a client that sends no more still gets its answer")
    void halfClose() {
        try (RawClient client = door.client()) {
            client.send("GET / HTTP/1.1\r\n" + HOST + "\r\n");
            client.halfClose();
            assertTrue(client.rest().endsWith("\r\n\r\nok"));
        }
    }

    @Test
    @DisplayName("a head that does not arrive in time is answered 408")
    void slowHeads() {
        doorWith(Map.of("headSeconds", "1"));
        String answer = door.answerTo("GET / HTTP/1.1\r\nHost: sh");
        assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
    }

    @Test
    @DisplayName("a body that pauses too long is answered 408")
    void slowBodies() {
        doorWith(Map.of("bodySeconds", "1"));
        String answer = door.answerTo("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 5\r\n\r\nab");
        assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
    }

    @Test
    @DisplayName("an idle connection is closed without a word")
    void idleConnections() {
        doorWith(Map.of("idleSeconds", "1"));
        assertEquals("", door.answerTo(""));
        try (RawClient client = door.client()) {
            client.send("GET / HTTP/1.1\r\n" + HOST + "\r\n");
            assertTrue(client.rest().endsWith("ok"));
        }
    }

    @Test
    @DisplayName("chunks beyond the limit of a body are answered 413")
    void longBodies() {
        doorWith(Map.of("maxBodyBytes", "8"));
        String answer = door.answerTo("POST / HTTP/1.1\r\n" + HOST
                + "Transfer-Encoding: chunked\r\n\r\n9\r\nabcdefghi\r\n0\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
    }

    @Test
    @DisplayName("an instance that does not answer in time is answered 504")
    void slowInstances() {
        doorWith(Map.of("responseSeconds", "1"));
        door.server().answer("/", "");
        String answer = door.answerTo("GET / HTTP/1.1\r\n" + CLOSE + "\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 504 "), answer);
    }

    @Test
    @DisplayName("an instance that breaks off before it answers is answered 502, and asked once")
    void brokenInstances() {
        door.server().answer("/", "<close>");
        String answer = door.answerTo("GET / HTTP/1.1\r\n" + CLOSE + "\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 502 "), answer);
        door.server().request();
        assertFalse(door.server().asked());
    }

    @Test
    @DisplayName("an instance that speaks something else is answered 502")
    void garbage() {
        door.server().answer("/", "SSH-2.0-OpenSSH_9.2\r\n\r\n<close>");
        String answer = door.answerTo("GET / HTTP/1.1\r\n" + CLOSE + "\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 502 "), answer);
    }

    @Test
    @DisplayName("an answer that breaks off is not brought to an end")
    void brokenAnswers() {
        door.server().answer("/chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n<close>");
        door.server().answer("/length", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc<close>");
        String chunks = door.answerTo("GET /chunks HTTP/1.1\r\n" + HOST + "\r\n");
        assertFalse(chunks.contains("\r\n0\r\n"), chunks);
        String length = door.answerTo("GET /length HTTP/1.1\r\n" + HOST + "\r\n");
        assertTrue(length.endsWith("abc"), length);
        assertEquals(2, door.exposure().report().getFirst().upstreamErrors());
    }

    @Test
    @DisplayName("none ready is answered 503, with when to come back")
    void noneReady() {
        doorWith(Map.of("waitSeconds", "0"));
        door.server().close();
        String answer = door.answerTo("GET / HTTP/1.1\r\n" + CLOSE + "\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
        assertTrue(answer.toLowerCase(java.util.Locale.ROOT).contains("retry-after: 1\r\n"), answer);
    }

    @Test
    @DisplayName("connections to instances are kept, and one that was closed meanwhile costs no request")
    void keptUpstreamConnections() {
        try (RawClient client = door.client()) {
            for (int i = 0; i < 5; i++) {
                client.send("GET / HTTP/1.1\r\n" + HOST + "\r\n");
                client.until("\r\n\r\nok");
            }
            assertEquals(1, door.server().connections());
            door.server().answer("/last", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok<close>");
            for (int i = 0; i < 50; i++) {
                client.send("GET /last HTTP/1.1\r\n" + HOST + "\r\n");
                assertTrue(client.until("\r\n\r\nok").startsWith("HTTP/1.1 200 "));
            }
        }
        Await.until("nothing under way", PATIENCE, () -> door.exposure().inFlight(DoorFixture.INSTANCE) == 0);
    }

    @TestFactory
    @DisplayName("what an instance says unasked is no answer to whoever asks next:")
    Stream<DynamicTest> unaskedAnswers() {
        return Stream.of("H", "HTTP/1.1 299 Not as", "HTTP/1.1 299 Not asked\r\n", "HTTP/1.1 299 Not asked\r\nX-A:",
                "HTTP/1.1 299 Not asked\r\nContent-Length: 0\r\n\r\n", "\r\n")
                .map(unasked -> DynamicTest.dynamicTest("'" + unasked.strip() + "'", () -> {
                    try (var own = new DoorFixture(Map.of()); RawClient client = own.client()) {
                        client.send("GET / HTTP/1.1\r\n" + HOST + "\r\n");
                        String answer = client.until("\r\n\r\nok");
                        own.server().say(unasked);
                        client.send("GET / HTTP/1.1\r\n" + HOST + "\r\n");
                        assertEquals(answer, client.until("\r\n\r\nok"));
                        assertEquals(2, own.server().connections());
                    }
                }));
    }

    @Test
    @DisplayName("an answer that turns out to be none before anything of it was sent on is answered 502")
    void brokenFromTheBeginning() {
        String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        door.server().answer("/first", head + "zz\r\nabc\r\n");
        door.server().answer("/events", "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                + "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n");
        door.server().answer("/second", head + "3\r\nabc\r\nzz\r\n");
        for (String path : new String[]{"/first", "/events"}) {
            String answer = door.answerTo("GET " + path + " HTTP/1.1\r\n" + CLOSE + "\r\n");
            assertTrue(answer.startsWith("HTTP/1.1 502 "), answer);
            assertEquals(answer.indexOf("HTTP/1.1 "), answer.lastIndexOf("HTTP/1.1 "), answer);
        }
        String answer = door.answerTo("GET /second HTTP/1.1\r\n" + CLOSE + "\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 200 ") && answer.endsWith("\r\n\r\n3\r\nabc\r\n"), answer);
    }

    @Test
    @DisplayName("a request that is refused unseen by an instance counts for the route that it names")
    void refusedRequestsCount() {
        doorWith(Map.of("maxBodyBytes", "8"));
        door.answerTo("POST / HTTP/1.1\r\n" + CLOSE + "Content-Length: 9\r\n\r\n");
        door.answerTo("TRACE / HTTP/1.1\r\n" + CLOSE + "\r\n");
        var report = door.exposure().report().getFirst();
        assertEquals(2, report.requests());
        assertEquals(Map.of(4, 2L), report.byStatusClass());
        assertEquals(0, report.inFlight());
    }

    @Test
    @DisplayName("events pass as they come")
    void eventsPassAtOnce() {
        door.server().answer("/", "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
        try (RawClient client = door.client()) {
            client.send("GET / HTTP/1.1\r\n" + HOST + "\r\n");
            client.until("data: 1\n\n");
            assertEquals(1, door.exposure().inFlight(DoorFixture.INSTANCE));
        }
        Await.until("nothing under way", PATIENCE, () -> door.exposure().inFlight(DoorFixture.INSTANCE) == 0);
    }

    @Test
    @DisplayName("a large body passes whole both ways, also to a client that reads late")
    void largeBodies() {
        String large = "0123456789abcdef".repeat(1 << 18);
        door.server().answer("/", "HTTP/1.1 200 OK\r\nContent-Length: " + large.length() + "\r\n\r\n" + large);
        try (RawClient client = door.client()) {
            client.send("POST / HTTP/1.1\r\n" + CLOSE + "Content-Length: " + large.length() + "\r\n\r\n" + large);
            assertTrue(door.server().request().endsWith(large));
            assertTrue(client.rest().endsWith(large));
        }
    }
}
