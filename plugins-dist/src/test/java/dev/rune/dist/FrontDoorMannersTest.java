package dev.rune.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Seen from outside the front door")
class FrontDoorMannersTest {
    private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final String CLASSES = Path.of("target", "test-classes").toAbsolutePath().toString();
    private static final String PASSWORD = "changeit";

    @TempDir
    Path directory;

    private final int door = Runed.freePort();
    private final int secureDoor = Runed.freePort();
    private Runed runed;

    @BeforeEach
    void start() throws IOException {
        Files.createDirectory(directory.resolve("sick"));
        var runefile = Files.writeString(directory.resolve("runefile.yaml"), """
                ingress:
                  httpAddr: 127.0.0.1:%d
                  httpsAddr: 127.0.0.1:%d
                  tls: {secret: web}
                  waitSeconds: 1
                  accessLog: true
                """.formatted(door, secureDoor));
        runed = Runed.start(directory, "--config", runefile.toString());
        cast(2);
    }

    @AfterEach
    void stop() {
        runed.close();
    }

    /** Readiness is asked for so seldom that only the door notices when an instance refuses connections. */
    private void cast(int scale) {
        runed.cast("""
                service:
                  name: shop
                  scale: %d
                  process:
                    command: %s
                    args: ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx32m", -cp, "%s", dev.rune.dist.Shop]
                  env: {SICK: %s}
                  ports:
                    - {name: http, port: 80, targetPort: auto}
                  expose: {port: http, host: localhost}
                  health:
                    readiness: {type: http, path: /ready, port: http, intervalSeconds: 300}
                """.formatted(scale, JAVA, CLASSES, directory.resolve("sick"))).done();
        Await.until(scale + " ready instances",
                () -> runed.instances("shop").stream().filter(Instance::ready).count(), count -> count == scale);
        Await.that("an open door", this::isOpen);
    }

    private boolean isOpen() {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), door)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static String exchanged(Socket socket, String host, String path) throws IOException {
        try (socket) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String ask(String host, String path) throws IOException {
        return exchanged(new Socket(InetAddress.getLoopbackAddress(), door), host, path);
    }

    private String metrics() throws IOException {
        var token = Files.readAllLines(runed.data().resolve("client.yaml")).stream()
                .filter(line -> line.strip().startsWith("token:")).findFirst().orElseThrow().split(":")[1]
                .replace("\"", "").strip();
        var connection = URI.create("http://127.0.0.1:" + runed.port() + "/metrics").toURL().openConnection();
        connection.setRequestProperty("Authorization", "Bearer " + token);
        try (var in = connection.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    @DisplayName("tells strangers nothing, waits for instances but not for ever, passes by those that refuse, and counts it all")
    void manners() throws IOException {
        var stranger = ask("elsewhere.local", "/");
        assertTrue(stranger.startsWith("HTTP/1.1 404 "), stranger);
        assertFalse(stranger.contains("shop") || stranger.contains("localhost"), stranger);

        ask("localhost", "/deaf");
        for (int i = 0; i < 40; i++) {
            var answer = ask("localhost", "/");
            assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        }
        var route = runed.json("get", "routes").path(0);
        assertEquals(41, route.path("requests").asInt(), route::toString);
        var errors = route.path("errors").asInt();
        assertTrue(errors > 0 && errors < 40, "it was tried " + errors + " times: " + route);

        var metrics = metrics();
        var labels = "{namespace=\"default\",service=\"shop\"";
        for (var line : List.of("rune_route_requests_total" + labels + "} 41",
                "rune_route_responses_total" + labels + ",class=\"2xx\"} 41",
                "rune_route_request_seconds_count" + labels + "} 41",
                "rune_route_request_seconds_bucket" + labels + ",le=\"60\"} 41",
                "rune_route_upstream_errors_total" + labels + "} " + errors, "rune_route_in_flight" + labels + "} 0")) {
            assertTrue(metrics.contains(line + "\n"), () -> line + " is not in\n" + metrics);
        }

        runed.rune("scale", "shop", "0").done();
        var none = ask("localhost", "/");
        assertTrue(none.startsWith("HTTP/1.1 503 "), none);
        assertTrue(none.toLowerCase(Locale.ROOT).contains("retry-after: 1\r\n"), none);
        assertFalse(none.contains("shop"), none);

        var log = runed.output();
        assertTrue(log.contains("200 GET localhost/ default/shop-"), log);
        assertTrue(log.contains("503 GET localhost/ - "), log);
    }

    @Test
    @DisplayName("takes its certificate from a secret, says which one is missing, and shows a new one without dropping a connection")
    void certificate() throws Exception {
        var message = runed.json("get", "routes").path(0).path("message").asString();
        assertTrue(message.contains("secret 'web'") && message.contains("'default'"), message);
        assertTrue(ask("localhost", "/").startsWith("HTTP/1.1 200 "));

        var first = certificate("one");
        create();
        Await.that("the message gone", () -> runed.json("get", "routes").path(0).path("message").asString().isEmpty());
        try (var kept = secure()) {
            assertEquals(first, kept.getSession().getPeerCertificates()[0]);
            var sent = ask("localhost", "/x?y");
            assertTrue(sent.startsWith("HTTP/1.1 308 "), sent);
            assertTrue(sent.contains("https://localhost:" + secureDoor + "/x?y\r\n"), sent);

            var second = certificate("two");
            create("--replace");
            Await.that("the new certificate", () -> shown().equals(second));
            assertTrue(exchanged(kept, "localhost", "/").startsWith("HTTP/1.1 200 "));
        }

        runed.rune("delete", "secret", "web", "--yes").done();
        Await.that("a message", () -> runed.json("get", "routes").path(0).path("message").asString()
                .contains("the one before is shown"));
        for (var line : List.of(key("one"), key("two"))) {
            assertFalse(runed.output().contains(line));
            try (var files = Files.walk(runed.data())) {
                for (var file : files.filter(Files::isRegularFile).toList()) {
                    assertFalse(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(line),
                            file::toString);
                }
            }
        }
    }

    private void create(String... more) {
        var words = new ArrayList<>(List.of("create", "secret", "web", "--from-file",
                "tls.crt=" + directory.resolve("tls.crt"), "--from-file", "tls.key=" + directory.resolve("tls.key")));
        words.addAll(List.of(more));
        runed.rune(words.toArray(String[]::new)).done();
    }

    /** Writes a certificate for localhost that calls itself {@code name} to tls.crt, and its key to tls.key. */
    private X509Certificate certificate(String name) throws Exception {
        var store = directory.resolve(name + ".p12");
        var keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", "door", "-keyalg", "RSA", "-dname", "CN=" + name, "-ext", "san=dns:localhost",
                "-keystore", store.toString(), "-storepass", PASSWORD, "-validity", "30")
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        assertTrue(keytool.waitFor(60, TimeUnit.SECONDS) && keytool.exitValue() == 0);
        var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        pem("tls.crt", "CERTIFICATE", keys.getCertificate("door").getEncoded());
        pem("tls.key", "PRIVATE KEY", keys.getKey("door", PASSWORD.toCharArray()).getEncoded());
        Files.copy(directory.resolve("tls.key"), directory.resolve(name + ".key"));
        return (X509Certificate) keys.getCertificate("door");
    }

    private void pem(String file, String what, byte[] content) throws IOException {
        Files.writeString(directory.resolve(file), "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(content) + "\n-----END " + what
                + "-----\n");
    }

    /** A line of a key, not one of the first, which all have in common. */
    private String key(String name) throws IOException {
        return Files.readAllLines(directory.resolve(name + ".key")).get(5);
    }

    private SSLSocket secure() throws IOException, GeneralSecurityException {
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        for (var name : List.of("one", "two")) {
            var store = directory.resolve(name + ".p12");
            if (Files.exists(store)) {
                trusted.setCertificateEntry(name,
                        KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray()).getCertificate("door"));
            }
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var context = SSLContext.getInstance("TLS");
        TrustManager[] managers = trust.getTrustManagers();
        context.init(null, managers, null);
        var socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), secureDoor);
        socket.startHandshake();
        return socket;
    }

    private X509Certificate shown() {
        try (var socket = secure()) {
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
