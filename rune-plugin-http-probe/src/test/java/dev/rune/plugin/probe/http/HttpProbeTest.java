package dev.rune.plugin.probe.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.spec.PortRef;
import dev.rune.kernel.spi.probe.ProbeTarget;
import dev.rune.kernel.spi.probe.Verdict;
import dev.rune.kernel.status.Endpoint;
import dev.rune.kernel.status.InstanceId;
import dev.rune.plugin.probe.http.HttpSection.Scheme;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpProbeTest {
    private static final PortRef PORT = new PortRef("web");
    private static final HttpSection PLAIN = new HttpSection("/healthz?a=b", PORT, Scheme.HTTP, Map.of());
    private static final HttpSection SECURED = new HttpSection("/healthz", PORT, Scheme.HTTPS, Map.of());
    private static final Duration AMPLE = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    /** Holds a server until the attempt is over. */
    private final CountDownLatch over = new CountDownLatch(1);
    private ServerSocket server;

    @AfterEach
    void closeServer() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    private interface Reply {
        void to(OutputStream client) throws IOException;
    }

    private void serve(ServerSocketFactory sockets, Reply reply) throws IOException {
        server = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try (Socket connection = server.accept()) {
                    requests.add(Requests.read(connection));
                    reply.to(connection.getOutputStream());
                } catch (IOException e) {
                    // The probe has heard enough, or the test is over.
                }
            }
        });
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void serve(String reply) throws IOException {
        serve(ServerSocketFactory.getDefault(), client -> client.write(reply.getBytes(StandardCharsets.UTF_8)));
    }

    private Verdict attempt(HttpSection section, Duration timeout) {
        return new HttpProbe().attempt(new ProbeTarget(new InstanceId("default", "api-1"),
                Optional.of(new Endpoint("web", 80, "127.0.0.1", server.getLocalPort(), false))), section, timeout);
    }

    private Verdict attempt() {
        return attempt(PLAIN, AMPLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"200 OK", "204 No Content", "301 Moved Permanently", "399 Odd"})
    void statusesFrom200To399AreHealthy(String status) throws IOException {
        serve("HTTP/1.1 " + status + "\r\nLocation: /elsewhere\r\n\r\n");
        assertEquals(new Verdict.Healthy("HTTP " + status), attempt());
        assertEquals(1, requests.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"400 Bad Request", "404 Not Found", "500 Internal Server Error", "600 Odd",
            "101 Switching"})
    void othersAreNot(String status) throws IOException {
        serve("HTTP/1.1 " + status + "\r\n\r\n");
        assertEquals(new Verdict.Unhealthy("HTTP " + status), attempt());
    }

    @Test
    void anUnhealthyAnswerIsShownInOneLine() throws IOException {
        serve("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 40\r\n\r\n\r\n{\"db\":\t\"down\",\n\u001b[31m \"Größe\": 1}\r\n");
        assertEquals(new Verdict.Unhealthy("HTTP 503 Service Unavailable: {\"db\": \"down\", \ufffd[31m \"Größe\": 1}"),
                attempt());
    }

    @Test
    void aLongAnswerIsCutBetweenCharacters() throws IOException {
        serve("HTTP/1.1 500 No\r\n\r\nx" + "ü".repeat(500));
        assertEquals(new Verdict.Unhealthy("HTTP 500 No: x" + "ü".repeat(99) + "…"), attempt());
    }

    @Test
    void chunksAreTakenApart() throws IOException {
        serve("HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\nb;x=y\r\nnot so well\r\n0\r\n\r\n");
        assertEquals(new Verdict.Unhealthy("HTTP 500 No: not so well"), attempt());
    }

    @Test
    void preliminaryAnswersArePassedOver() throws IOException {
        serve("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n");
        assertEquals(new Verdict.Healthy("HTTP 200 OK"), attempt());
    }

    @Test
    void aStatusNeedsNoReason() throws IOException {
        serve("HTTP/1.0 200\n\n");
        assertEquals(new Verdict.Healthy("HTTP 200"), attempt());
    }

    @Test
    void theRequestIsWhatTheSectionSays() throws Exception {
        serve("HTTP/1.1 200 OK\r\n\r\n");
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("host", "api.local");
        headers.put("X-Probe", "yes");
        attempt(new HttpSection("/ready", PORT, Scheme.HTTP, headers), AMPLE);
        assertEquals(
                "GET /ready HTTP/1.1\r\nUser-Agent: rune-probe\r\nAccept: */*\r\nhost: api.local\r\nX-Probe: yes\r\n"
                        + "Connection: close\r\n\r\n",
                requests.take());
        attempt();
        assertEquals("GET /healthz?a=b HTTP/1.1\r\nHost: 127.0.0.1:" + server.getLocalPort()
                + "\r\nUser-Agent: rune-probe\r\nAccept: */*\r\nConnection: close\r\n\r\n", requests.take());
    }

    @Test
    void somethingElseThanHttpIsShown() throws IOException {
        serve("SSH-2.0-OpenSSH_9.2\r\n");
        assertEquals(new Verdict.Unhealthy("no HTTP answer, but: SSH-2.0-OpenSSH_9.2"), attempt());
    }

    @Test
    void noAnswerIsSaid() throws IOException {
        serve("");
        assertEquals(new Verdict.Unhealthy("the server closed the connection without an answer"), attempt());
    }

    @Test
    void aHealthyAnswerNeedNotEnd() throws IOException {
        serve(ServerSocketFactory.getDefault(), client -> {
            client.write("HTTP/1.1 200 OK\r\nX: ".getBytes(StandardCharsets.UTF_8));
            while (true) {
                client.write(new byte[4096]);
            }
        });
        assertEquals(new Verdict.Healthy("HTTP 200 OK"), attempt());
    }

    @Test
    void ofAnUnhealthyAnswerThatStallsTheStatusCounts() throws IOException {
        serve(ServerSocketFactory.getDefault(), client -> {
            client.write("HTTP/1.1 500 No\r\nContent-Length: 10\r\n\r\nhalf".getBytes(StandardCharsets.UTF_8));
            await(over);
        });
        assertEquals(new Verdict.Unhealthy("HTTP 500 No: half"), attempt(PLAIN, SHORT));
        over.countDown();
    }

    @Test
    void aServerThatNeverAnswersIsSaid() throws IOException {
        serve(ServerSocketFactory.getDefault(), client -> await(over));
        assertEquals(new Verdict.Unhealthy("no answer from 127.0.0.1:" + server.getLocalPort() + " within 300 ms"),
                attempt(PLAIN, SHORT));
        over.countDown();
    }

    @Test
    void nobodyThereIsSaid() throws IOException {
        // Nobody may be accepting: a server that is closed under its acceptor may still let one in.
        server = ServerSocketFactory.getDefault().createServerSocket(0, 1, InetAddress.getLoopbackAddress());
        server.close();
        assertEquals(
                new Verdict.Unhealthy("no connection to 127.0.0.1:" + server.getLocalPort() + ": Connection refused"),
                attempt());
    }

    @Test
    void anyCertificateWillDo(@TempDir Path directory) throws Exception {
        serve(SelfSigned.sockets(directory),
                client -> client.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.UTF_8)));
        assertEquals(new Verdict.Healthy("HTTP 200 OK"), attempt(SECURED, AMPLE));
        assertEquals(new Verdict.Healthy("HTTP 200 OK"), attempt(SECURED, AMPLE));
    }

    @Test
    void aServerWithoutTlsIsSaid() throws Exception {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            try (Socket connection = server.accept()) {
                connection.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                connection.getInputStream().readNBytes(1);
            } catch (IOException e) {
                // The probe has gone.
            }
        });
        Verdict verdict = attempt(SECURED, AMPLE);
        assertInstanceOf(Verdict.Unhealthy.class, verdict);
        assertTrue(verdict.message().startsWith("no TLS with 127.0.0.1:" + server.getLocalPort() + ": "),
                verdict::message);
    }

    @Test
    void aHandshakeThatStallsEndsInTime() throws Exception {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            try (Socket connection = server.accept()) {
                // A record of 255 bytes is announced, and comes one byte at a time.
                connection.getOutputStream().write(new byte[]{22, 3, 3, 0, (byte) 255});
                while (true) {
                    connection.getOutputStream().write(1);
                    LockSupport.parkNanos(50_000_000);
                }
            } catch (IOException e) {
                // The probe has gone.
            }
        });
        assertEquals(new Verdict.Unhealthy("no answer from 127.0.0.1:" + server.getLocalPort() + " within 300 ms"),
                attempt(SECURED, SHORT));
    }
}
