package dev.rune.plugin.expose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spec.OpaqueBytes;
import dev.rune.kernel.spi.SecretReader;
import dev.rune.testkit.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("With a certificate the front door")
class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    Path directory;

    private DoorFixture door;

    @BeforeEach
    void open() throws Exception {
        lay("one");
        door = new DoorFixture(directory);
    }

    @AfterEach
    void close() {
        door.close();
    }

    /** Lays down a certificate for localhost that calls itself {@code name}. */
    private Certificate lay(String name) throws IOException, GeneralSecurityException, InterruptedException {
        Path store = directory.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", "door", "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "san=dns:localhost",
                "-keystore", store.toString(), "-storepass", new String(PASSWORD), "-validity", "30")
                .redirectErrorStream(true).start();
        keytool.getInputStream().readAllBytes();
        assertTrue(keytool.waitFor(60, TimeUnit.SECONDS) && keytool.exitValue() == 0);
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
        Certificate certificate = keys.getCertificate("door");
        Key key = keys.getKey("door", PASSWORD);
        pem("tls.key", "PRIVATE KEY", key.getEncoded());
        pem("tls.crt", "CERTIFICATE", certificate.getEncoded());
        return certificate;
    }

    private void pem(String file, String what, byte[] content) throws IOException {
        Files.writeString(directory.resolve(file), "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(content) + "\n-----END " + what
                + "-----\n");
    }

    /** A client that trusts the certificates that were laid down as {@code names}. */
    private HttpClient client(HttpClient.Version version, String... names) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        for (String name : names) {
            trusted.setCertificateEntry(name,
                    KeyStore.getInstance(directory.resolve(name + ".p12").toFile(), PASSWORD).getCertificate("door"));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).version(version).build();
    }

    private HttpResponse<String> ask(HttpClient client, HttpRequest.Builder request) throws Exception {
        return client.send(request.uri(URI.create("https://localhost:" + door.exposure().securePort() + "/x"))
                .timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    @DisplayName("speaks HTTP/1.1 and HTTP/2, as the client likes")
    void bothVersions() throws Exception {
        for (HttpClient.Version version : List.of(HttpClient.Version.HTTP_1_1, HttpClient.Version.HTTP_2)) {
            try (HttpClient client = client(version, "one")) {
                HttpResponse<String> answer = ask(client, HttpRequest.newBuilder());
                assertEquals(200, answer.statusCode());
                assertEquals("ok", answer.body());
                assertEquals(version, answer.version());
                String seen = door.server().request().toLowerCase(java.util.Locale.ROOT);
                assertTrue(seen.startsWith("get /x http/1.1\r\n"), seen);
                assertTrue(seen.contains("x-forwarded-proto: https\r\n"), seen);
                assertTrue(seen.contains("host: localhost:" + door.exposure().securePort() + "\r\n"), seen);
                assertEquals(-1, seen.indexOf("x-http2"), seen);
            }
        }
    }

    @Test
    @DisplayName("passes bodies of HTTP/2 both ways, many streams at once")
    void bodiesOfStreams() throws Exception {
        String large = "0123456789abcdef".repeat(1 << 14);
        door.server().answer("/x", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(large.length()) + "\r\n" + large + "\r\n0\r\n\r\n");
        try (HttpClient client = client(HttpClient.Version.HTTP_2, "one")) {
            ask(client, HttpRequest.newBuilder());
            var answers = java.util.stream.IntStream.range(0, 20)
                    .mapToObj(_ -> client.sendAsync(HttpRequest
                            .newBuilder(URI.create("https://localhost:" + door.exposure().securePort() + "/x"))
                            .timeout(Duration.ofSeconds(60)).POST(HttpRequest.BodyPublishers.ofString(large)).build(),
                            HttpResponse.BodyHandlers.ofString()))
                    .toList();
            for (var answer : answers) {
                assertEquals(large, answer.join().body());
                assertEquals(HttpClient.Version.HTTP_2, answer.join().version());
            }
        }
        Await.until("nothing under way", Duration.ofSeconds(30),
                () -> door.exposure().inFlight(DoorFixture.INSTANCE) == 0);
    }

    @Test
    @DisplayName("shows a new one to new connections, and breaks no old one")
    void newCertificates() throws Exception {
        try (HttpClient old = client(HttpClient.Version.HTTP_2, "one")) {
            var first = ask(old, HttpRequest.newBuilder());
            X509Certificate before = (X509Certificate) first.sslSession().orElseThrow().getPeerCertificates()[0];
            lay("two");
            Await.until("the new certificate", Duration.ofSeconds(30), () -> shows("two"));
            var second = ask(old, HttpRequest.newBuilder());
            assertEquals(before, second.sslSession().orElseThrow().getPeerCertificates()[0]);
            assertNotEquals("CN=two", before.getSubjectX500Principal().getName());
        }
    }

    @Test
    @DisplayName("shows the one before while the key is not that of the certificate")
    void halfReplaced() throws Exception {
        Path key = directory.resolve("tls.key");
        byte[] before = Files.readAllBytes(key);
        lay("two");
        byte[] after = Files.readAllBytes(key);
        Files.write(key, before);
        String told = door.exposure().trouble().orElseThrow();
        assertTrue(told.contains("the key is not that of the certificate of CN=two"), told);
        assertTrue(shows("one"));
        Files.write(key, after);
        Await.until("the new certificate", Duration.ofSeconds(30), () -> shows("two"));
    }

    private boolean shows(String name) {
        try (HttpClient fresh = client(HttpClient.Version.HTTP_1_1, "one", "two")) {
            var shown = (X509Certificate) ask(fresh, HttpRequest.newBuilder()).sslSession().orElseThrow()
                    .getPeerCertificates()[0];
            return shown.getSubjectX500Principal().getName().equals("CN=" + name);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** The secret that tests write to. */
    private static final class Kept implements SecretReader {
        private volatile Map<String, OpaqueBytes> values = Map.of();
        private volatile int version;

        void keep(Map<String, OpaqueBytes> next) {
            values = next;
            version++;
        }

        @Override
        public Optional<String> version(String name) {
            return values.isEmpty() ? Optional.empty() : Optional.of(name + version);
        }

        @Override
        public Map<String, OpaqueBytes> read(String name) {
            if (values.isEmpty()) {
                throw ProblemException.of(ProblemCode.NOT_FOUND, "there is no secret '" + name + "'");
            }
            return values;
        }
    }

    private Map<String, OpaqueBytes> pems() throws IOException {
        return Map.of("tls.crt", OpaqueBytes.of(Files.readAllBytes(directory.resolve("tls.crt"))), "tls.key",
                OpaqueBytes.of(Files.readAllBytes(directory.resolve("tls.key"))));
    }

    @Test
    @DisplayName("takes it from a secret, once there is one, and a new one when it changes; without, the plain port goes on")
    void secret() throws Exception {
        door.close();
        var kept = new Kept();
        door = new DoorFixture(kept);
        String plain = "GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        assertTrue(door.answerTo(plain).startsWith("HTTP/1.1 200 "));
        String told = door.exposure().trouble().orElseThrow();
        assertTrue(told.contains("there is no secret 'web'"), told);

        kept.keep(pems());
        Await.until("no trouble", Duration.ofSeconds(30), () -> door.exposure().trouble().isEmpty());
        try (HttpClient old = client(HttpClient.Version.HTTP_2, "one")) {
            assertEquals(200, ask(old, HttpRequest.newBuilder()).statusCode());
            assertTrue(door.answerTo(plain).startsWith("HTTP/1.1 308 "));
            lay("two");
            kept.keep(pems());
            Await.until("the new certificate", Duration.ofSeconds(30), () -> shows("two"));
            assertEquals("CN=one", ((X509Certificate) ask(old, HttpRequest.newBuilder()).sslSession().orElseThrow()
                    .getPeerCertificates()[0]).getSubjectX500Principal().getName());
        }

        kept.keep(Map.of("tls.crt", OpaqueBytes.ofText("nothing"), "tls.key", OpaqueBytes.ofText("s3cr3t")));
        Await.until("trouble", Duration.ofSeconds(30), () -> door.exposure().trouble().isPresent());
        String why = door.exposure().trouble().orElseThrow();
        assertTrue(why.contains("the one before is shown") && !why.contains("s3cr3t"), why);
        assertTrue(shows("two"));
    }

    @Test
    @DisplayName("sends requests without TLS to where it is")
    void redirects() {
        String answer = door.answerTo("GET /x?y HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 308 "), answer);
        assertTrue(answer.contains("location: https://localhost:"), answer);
        assertTrue(answer.contains("/x?y\r\n"), answer);
    }
}
