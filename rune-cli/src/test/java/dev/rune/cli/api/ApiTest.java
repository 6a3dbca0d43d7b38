package dev.rune.cli.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.cli.FakeDaemon;
import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiTest {
    private final FakeDaemon daemon = FakeDaemon.start();
    private final Api api = new Api(Server.at(daemon.address(), FakeDaemon.TOKEN, Optional.empty(), "test"),
            Optional.empty());

    @AfterEach
    void end() {
        daemon.close();
    }

    @Test
    void aBodyInChunksIsPutTogether() {
        daemon.on("GET /v1/x", (request, in, out) -> raw(out,
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\n{\"a\":\r\n2\r\n1}\r\n0\r\nTrailer: x\r\n\r\n"));
        assertEquals(1, api.get("/v1/x").number("a", 0));
    }

    @Test
    void aBodyMayGoOnUntilTheEnd() {
        daemon.on("GET /v1/x", (request, in, out) -> raw(out, "HTTP/1.1 200 OK\r\n\r\n[1,2]"));
        assertEquals(2, api.get("/v1/x").items().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{}",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
            "", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "SSH-2.0-OpenSSH\r\n\r\n",
            "HTTP/1.1 abc\r\n\r\n"})
    void anAnswerThatBreaksOffIsNoAnswer(String answer) {
        daemon.on("GET /v1/x", (request, in, out) -> raw(out, answer));
        Failure failure = assertThrows(Failure.class, () -> api.get("/v1/x"));
        assertEquals(ExitCode.UNREACHABLE, failure.code());
    }

    @Test
    void whatIsNoJsonIsSaidToBeNone() {
        daemon.on("GET /v1/x", 200, "text/html", "<html>");
        Failure failure = assertThrows(Failure.class, () -> api.get("/v1/x"));
        assertTrue(failure.getMessage().contains("is no runed"), failure.getMessage());
    }

    @Test
    void nobodyListens() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Api nowhere = new Api(Server.at("127.0.0.1:" + port, "", Optional.empty(), "client.yaml"), Optional.empty());
        Failure failure = assertThrows(Failure.class, () -> nowhere.get("/v1/x"));
        assertEquals(
                "runed is not reachable at http://127.0.0.1:" + port + " (from client.yaml): nothing listens there",
                failure.getMessage());
        assertTrue(failure.hint().contains("'runed'"), failure.hint());
    }

    @ParameterizedTest
    @CsvSource({"400, 2", "401, 3", "403, 3", "404, 4", "409, 5", "422, 6", "500, 1", "502, 1", "503, 1", "504, 7"})
    void problemsBecomeExitCodes(int status, int code) {
        daemon.refuse("GET /v1/x", status, "because");
        Failure failure = assertThrows(Failure.class, () -> api.get("/v1/x"));
        assertEquals("because", failure.getMessage());
        assertEquals(code, failure.code());
    }

    @Test
    void partsOfAPathAreEncoded() {
        assertEquals("/v1/namespaces/a%2Fb/logs/%C3%A9?grep=a%26b%20%3D&follow=true",
                Paths.in("a/b", "logs", "é").with("grep", "a&b =").when(true, "follow").when(false, "previous")
                        .toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://x:1", "http://", "http://x:99999", "http://x:port", "http://x y:1", "http://x:0"})
    void whatIsNoAddressIsRefused(String address) {
        assertEquals(ExitCode.USAGE,
                assertThrows(Failure.class, () -> Server.at(address, "", Optional.empty(), "x")).code());
    }

    @ParameterizedTest
    @CsvSource({"http://a:1/, http://a:1", "a, http://a:7861", "https://a, https://a:443",
            "http://[::1]:7861, http://[::1]:7861", "[::1], http://[::1]:7861"})
    void addressesMayBeShort(String address, String whole) {
        assertEquals(whole, Server.at(address, "", Optional.empty(), "x").address());
    }

    @Test
    void eventsAreReadOneByOne() throws IOException {
        daemon.on("GET /v1/events", (request, in, out) -> {
            FakeDaemon.begin(out, "text/event-stream");
            raw(out, ": hello\n\nevent: service\ndata: {\"a\":\ndata: 1}\n\nid: 7\r\nevent:gone\r\ndata:\r\n\r\ndata: x");
        });
        try (ServerEvents events = ServerEvents.open(api, Paths.of("events"))) {
            assertEquals(new ServerEvents.ServerEvent("service", "{\"a\":\n1}"), events.next().orElseThrow());
            assertEquals(new ServerEvents.ServerEvent("gone", ""), events.next().orElseThrow());
            assertEquals(Optional.empty(), events.next());
        }
    }

    @Test
    void aWebSocketCarriesMessagesOfEverySize() throws IOException {
        daemon.on("GET /v1/echo", (request, in, out) -> FakeWebSocket.serve(request, in, out, socket -> {
            for (Optional<byte[]> message = socket.receive(); message.isPresent(); message = socket.receive()) {
                socket.ping();
                socket.sendInTwo(message.get());
            }
        }));
        try (WebSocket socket = api.connect("/v1/echo")) {
            for (int size : new int[]{0, 1, 125, 126, 65_534, 65_535, 70_000}) {
                byte[] bytes = "x".repeat(size).getBytes(StandardCharsets.UTF_8);
                socket.send(1, bytes, bytes.length);
                byte[] echo = socket.receive().orElseThrow();
                assertEquals(1, echo[0]);
                assertArrayEquals(bytes, java.util.Arrays.copyOfRange(echo, 1, echo.length));
            }
        }
    }

    @Test
    void aWebSocketMayBeRefused() {
        daemon.refuse("GET /v1/echo", 404, "no such instance");
        assertEquals("no such instance", assertThrows(Failure.class, () -> api.connect("/v1/echo")).getMessage());
    }

    @Test
    void requestsCarryTheTokenAndTheBody() {
        daemon.on("POST /v1/x", 201, "application/json", "{}");
        assertTrue(api.create("/v1/x", Json.object("é", 1)));
        assertEquals("{\"é\":1}", daemon.only("POST /v1/x").body());
        assertEquals("application/json", daemon.only("POST /v1/x").headers().get("content-type"));
    }

    private static void raw(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
