package dev.rune.daemon.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.daemon.auth.Tokens;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spec.ServiceRef;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the server listens, and where it refuses to. */
class HttpServerTest {
    /** Made with: openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500 -subj /CN=rune. */
    private static final String CERTIFICATE = """
            -----BEGIN CERTIFICATE-----
            MIIBlDCCATqgAwIBAgIURsOHfMf43hQmHd3tnGda3Hs1jd8wCgYIKoZIzj0EAwIw
            DzENMAsGA1UEAwwEcnVuZTAgFw0yNjExMjIwNzE0NDlaGA8yMTI2MTAyOTA3MTQ0
            OVowDzENMAsGA1UEAwwEcnVuZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABAa5
            uV6AODiWMWCZNo6VZWRa/2YcY5jaBY8PaMe4RWLY3cbUxWaXVk3fEzDuxq6JVtAh
            UW5yazMaW6VDpF8LiDCjcjBwMB0GA1UdDgQWBBSER91j6EMz3JdcTIceiWaWMt+g
            dTAfBgNVHSMEGDAWgBSER91j6EMz3JdcTIceiWaWMt+gdTAPBgNVHRMBAf8EBTAD
            AQH/MB0GA1UdEQQWMBSCDHJ1bmUuZXhhbXBsZYcEfwAAATAKBggqhkjOPQQDAgNI
            ADBFAiA9Vd0scdsshyQDEbxQnTFKmCdAO5ilHnlBZnwXY5nscwIhANYbiLV9pKZj
            Y5sUvDHDCk2MLyRKTXnikJ3YtXgFa2r5
            -----END CERTIFICATE-----
            """;
    private static final String KEY = """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgBL8kVBxR/2X7Xn9t
            Zk3TQz0z3l+CXtMDv+sFBWSBs5OhRANCAAQGublegDg4ljFgmTaOlWVkWv9mHGOY
            2gWPD2jHuEVi2N3G1MVml1ZN3xMw7sauiVbQIVFucmszGlulQ6RfC4gw
            -----END PRIVATE KEY-----
            """;

    @TempDir
    Path directory;

    @Test
    void aTakenAddressIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ApiFixture backend = ApiFixture.start(directory)) {
            ProblemException problem = refused(new HttpSettings("127.0.0.1", taken.getLocalPort(), Optional.empty()),
                    backend);
            assertTrue(problem.getMessage().contains("127.0.0.1:" + taken.getLocalPort())
                    && problem.getMessage().contains("--http-addr"), problem.getMessage());
        }
    }

    @Test
    void beyondLoopbackItWantsTls() throws Exception {
        try (ApiFixture backend = ApiFixture.start(directory)) {
            for (String host : new String[]{"0.0.0.0", "::", "10.1.2.3"}) {
                ProblemException problem = refused(new HttpSettings(host, 7861, Optional.empty()), backend);
                assertTrue(problem.getMessage().contains("without TLS"), problem.getMessage());
            }
        }
    }

    @Test
    void anAddressThatIsNotHereIsNamed() throws Exception {
        try (ApiFixture backend = ApiFixture.start(directory)) {
            HttpSettings elsewhere = new HttpSettings("192.0.2.1", 7861, Optional.of(tls(KEY)));
            assertTrue(refused(elsewhere, backend).getMessage().contains("192.0.2.1:7861"));
        }
    }

    @Test
    void tlsIsSpoken() throws Exception {
        try (ApiFixture backend = ApiFixture.start(directory)) {
            HttpSettings settings = new HttpSettings("127.0.0.1", 0, Optional.of(tls(KEY)));
            Address address = Address.take(settings);
            try (HttpServer _ = HttpServer.start(address, Tokens.open(directory), backend)) {
                assertEquals("https", address.uri().getScheme());
                int port = address.uri().getPort();
                String request = "GET /healthz HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n";
                try (Socket socket = trusting().getSocketFactory().createSocket("127.0.0.1", port)) {
                    assertTrue(ask(socket, request.formatted("rune.example:" + port)).startsWith("HTTP/1.1 200"));
                }
                try (Socket socket = trusting().getSocketFactory().createSocket("127.0.0.1", port)) {
                    assertTrue(ask(socket, request.formatted("other.example")).startsWith("HTTP/1.1 403"));
                }
            }
        }
    }

    @Test
    void badCertificatesAndKeysAreNamed() throws Exception {
        try (ApiFixture backend = ApiFixture.start(directory)) {
            refusedTls(backend, tls("nonsense"), "has no private key");
            refusedTls(backend, tls(KEY.replace("PRIVATE KEY", "EC PRIVATE KEY")), "openssl pkcs8");
            refusedTls(backend, new Tls(directory.resolve("missing.pem"), directory.resolve("key.pem")), "missing.pem");
            Path open = Files.writeString(directory.resolve("open.pem"), KEY);
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
            refusedTls(backend, new Tls(directory.resolve("cert.pem"), open), "can be read by everybody");
        }
    }

    @Test
    void silentClientsAreLeftAndThoseWhoWaitAreNot() throws Exception {
        try (ApiFixture api = new ApiFixture(directory, Duration.ofSeconds(2))) {
            api.running.complete(api.kernel);
            CountDownLatch never = new CountDownLatch(1);
            api.kernel.onCast = _ -> {
                try {
                    // Three times as long as a client may be silent, which is long enough for one that speaks on a busy machine.
                    assertFalse(never.await(6, TimeUnit.SECONDS));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            };
            try (Socket silent = api.socket()) {
                assertEquals(200, api.send(api.request("/v1/cast").header("Content-Type", "application/yaml")
                        .POST(HttpRequest.BodyPublishers.ofString("service: {name: a}"))).statusCode());
                assertEquals(-1, silent.getInputStream().read());
            }
        }
    }

    @Test
    void aClientThatTakesNothingIsLeft() throws Exception {
        try (ApiFixture api = new ApiFixture(directory, Duration.ofMillis(200)); Socket deaf = api.socket()) {
            api.running.complete(api.kernel);
            ServiceRef ref = api.kernel.put("api", 1);
            deaf.getOutputStream()
                    .write(("GET /v1/namespaces/default/services/api/watch HTTP/1.1\r\nHost: localhost\r\n"
                            + "Authorization: Bearer " + api.token + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            ApiFixture.await("it watches", () -> !api.kernel.changeListeners.isEmpty());
            AtomicInteger change = new AtomicInteger();
            ApiFixture.await("it is given up", () -> {
                api.kernel.message(ref, "x".repeat(500_000) + change.incrementAndGet());
                return api.kernel.changeListeners.isEmpty();
            });
        }
    }

    private static ProblemException refused(HttpSettings settings, ApiFixture backend) {
        return assertThrows(ProblemException.class, () -> {
            try (Address address = Address.take(settings)) {
                HttpServer.start(address, Tokens.open(backend.directory()), backend).close();
            }
        });
    }

    private static void refusedTls(ApiFixture backend, Tls tls, String why) {
        ProblemException problem = refused(new HttpSettings("127.0.0.1", 0, Optional.of(tls)), backend);
        assertTrue(problem.getMessage().contains(why), problem.getMessage());
    }

    private Tls tls(String key) throws IOException {
        Path file = Files.writeString(directory.resolve("key.pem"), key);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return new Tls(Files.writeString(directory.resolve("cert.pem"), CERTIFICATE), file);
    }

    private SSLContext trusting() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (var in = Files.newInputStream(directory.resolve("cert.pem"))) {
            store.setCertificateEntry("rune",
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static String ask(Socket socket, String request) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(request.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
