package dev.rune.daemon.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in. */
class GateTest {
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

    @ParameterizedTest
    @ValueSource(strings = {"/healthz", "/readyz"})
    void theProbesNeedNoToken(String path) throws Exception {
        assertEquals(200, api.send(HttpRequest.newBuilder(api.uri(path))).statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/version", "/metrics", "/v1/openapi.json", "/", "/no/such/path",
            "/v1/namespaces/default/exec/api", "/healthz/x", "//healthz/../v1/version"})
    void everythingElseIsRefusedWithoutOne(String path) throws Exception {
        String answer = api.raw("GET " + path + " HTTP/1.1\nHost: localhost\nConnection: close\n\n");
        assertTrue(answer.startsWith("HTTP/1.1 40"), answer);
        assertFalse(answer.startsWith("HTTP/1.1 404"), answer);
        assertTrue(answer.contains("Content-Type: application/problem+json"), answer);
        assertFalse(answer.contains("0.1.0-test"), answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer x", "Bearer ", "Basic TOKEN", "TOKEN", "Bearer TOKENx", "Bearer TOKEN TOKEN"})
    void aTokenThatIsNotOursIsRefused(String header) throws Exception {
        HttpResponse<String> answer = api.send(HttpRequest.newBuilder(api.uri("/v1/version"))
                .header("Authorization", header.replace("TOKEN", api.token)));
        assertEquals(401, answer.statusCode());
        assertEquals("Bearer", answer.headers().firstValue("WWW-Authenticate").orElseThrow());
        assertTrue(answer.body().contains("\"code\":\"unauthorized\""), answer.body());
    }

    @Test
    void aValidTokenSaysWhoComes() throws Exception {
        assertEquals("{\"name\":\"local\",\"role\":\"admin\"}", api.get("/v1/whoami").body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:7861", "127.0.0.1", "127.0.0.1:80", "127.9.9.9", "[::1]:7861",
            "LOCALHOST"})
    void ourOwnNamesAreAnswered(String host) throws Exception {
        assertTrue(
                api.raw("GET /healthz HTTP/1.1\nHost: " + host + "\nConnection: close\n\n").startsWith("HTTP/1.1 200"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "127.0.0.1.evil.example", "localhost.evil.example:7861", "10.0.0.1"})
    void otherNamesAreNot(String host) throws Exception {
        String answer = api.raw(
                "GET /v1/version HTTP/1.1\nHost: " + host + "\nAuthorization: Bearer TOKEN\nConnection: close\n\n");
        assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
        assertTrue(answer.contains("\"code\":\"forbidden\""), answer);
    }

    @Test
    void aForeignNameInTheRequestLineIsRefusedToo() throws Exception {
        String answer = api.raw("GET http://evil.example/healthz HTTP/1.1\nHost: evil.example\nConnection: close\n\n");
        assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "https://localhost", "http://localhost:1", "::"})
    void pagesOfOthersAreNotAnswered(String origin) throws Exception {
        String answer = api
                .raw("GET /healthz HTTP/1.1\nHost: localhost:7861\nOrigin: " + origin + "\nConnection: close\n\n");
        assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
        assertFalse(answer.contains("Access-Control"), answer);
    }

    @Test
    void aPageOfOurOwnIs() throws Exception {
        String answer = api.raw(
                "GET /healthz HTTP/1.1\nHost: localhost:7861\nOrigin: http://localhost:7861\nConnection: close\n\n");
        assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
        assertFalse(answer.contains("Access-Control"), answer);
        assertFalse(answer.contains("Server:"), answer);
    }

    @Test
    void silentAndSlowConnectionsLockNobodyOut() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 600; i++) {
                Socket socket = api.socket();
                sockets.add(socket);
                if (i % 2 == 0) {
                    socket.getOutputStream()
                            .write("GET /v1/version HTTP/1.1\r\nHost: loc".getBytes(StandardCharsets.US_ASCII));
                }
            }
            assertEquals(200, api.get("/v1/version").statusCode());
            // The eldest had to go.
            sockets.getFirst().setSoTimeout(20_000);
            assertEquals(-1, sockets.getFirst().getInputStream().read());
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void aConnectionThatIsServedOutlastsManySilentOnes() throws Exception {
        api.kernel.put("api", 1);
        List<Socket> sockets = new ArrayList<>();
        try (BufferedReader watch = api.lines("/v1/namespaces/default/services/api/watch")) {
            assertEquals("event: service", watch.readLine());
            for (int i = 0; i < 400; i++) {
                sockets.add(api.socket());
            }
            sockets.getLast().getOutputStream()
                    .write("GET /healthz HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream answer = sockets.getLast().getInputStream();
            assertTrue(new String(answer.readAllBytes(), StandardCharsets.US_ASCII).startsWith("HTTP/1.1 200"));
            api.kernel.message(api.kernel.services.firstEntry().getKey(), "still here");
            assertTrue(watch.lines().anyMatch(line -> line.contains("still here")));
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void largeHeadersAreRefused() throws Exception {
        String answer = api.raw("GET /healthz HTTP/1.1\nHost: localhost\nX: " + "x".repeat(100_000) + "\n\n");
        assertTrue(answer.startsWith("HTTP/1.1 431"), answer.lines().findFirst().orElse(""));
        assertTrue(answer.contains("application/problem+json"), answer);
    }

    @Test
    void whatIsNoHttpGetsAProblem() throws Exception {
        String answer = api.raw("GET /%zz HTTP/1.1\nHost: localhost\nConnection: close\n\n");
        assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
        assertTrue(answer.contains("application/problem+json"), answer);
    }

    @Test
    void requestsWaitForTheKernel() throws Exception {
        api.close();
        try (ApiFixture starting = new ApiFixture(directory)) {
            assertEquals(200, starting.send(HttpRequest.newBuilder(starting.uri("/healthz"))).statusCode());
            assertEquals(503, starting.send(HttpRequest.newBuilder(starting.uri("/readyz"))).statusCode());
            var early = starting.client().sendAsync(starting.request("/v1/services").build(),
                    HttpResponse.BodyHandlers.ofString());
            starting.running.complete(starting.kernel);
            assertEquals("[]", early.join().body());
            assertEquals(200, starting.send(HttpRequest.newBuilder(starting.uri("/readyz"))).statusCode());
            starting.trouble = Optional.of("the disk is gone");
            HttpResponse<String> troubled = starting.send(HttpRequest.newBuilder(starting.uri("/readyz")));
            assertEquals(503, troubled.statusCode());
            assertTrue(troubled.body().contains("the disk is gone"), troubled.body());
        }
    }
}
