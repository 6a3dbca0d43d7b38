package dev.rune.plugin.expose;

import dev.rune.kernel.spec.OpaqueBytes;
import dev.rune.kernel.spi.SecretReader;
import dev.rune.plugin.expose.IngressSettings.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where a certificate and its key are. */
sealed interface TlsSource {
    /** What it is, for messages. */
    String name();

    /**
     * Names what is there now: something else has another name.
     *
     * @throws IOException when nothing is there
     */
    String version() throws IOException;

    /** What is there now. */
    Pair read() throws IOException;

    /**
     * A certificate with its key, both PEM.
     *
     * @param chain the certificate, and those that it was signed with
     * @param key   the receiver's to wipe
     */
    record Pair(byte[] chain, byte[] key) {}

    /** What {@code settings} say. */
    static TlsSource of(Tls settings, SecretReader secrets) {
        return settings.secret().<TlsSource>map(secret -> new InSecret(secret, secrets))
                .orElseGet(() -> new InFiles(settings.certFile().orElseThrow(), settings.keyFile().orElseThrow()));
    }

    /** Two files. */
    record InFiles(String certFile, String keyFile) implements TlsSource {
        @Override
        public String name() {
            return "the certificate " + certFile + " with the key " + keyFile;
        }

        @Override
        public String version() throws IOException {
            return Files.getLastModifiedTime(Path.of(certFile)) + " " + Files.getLastModifiedTime(Path.of(keyFile));
        }

        @Override
        public Pair read() throws IOException {
            return new Pair(Files.readAllBytes(Path.of(certFile)), Files.readAllBytes(Path.of(keyFile)));
        }
    }

    /** Two keys of a secret. */
    record InSecret(String secret, SecretReader secrets) implements TlsSource {
        private static final String CERTIFICATE = "tls.crt";
        private static final String KEY = "tls.key";

        @Override
        public String name() {
            return "the certificate " + CERTIFICATE + " with its key " + KEY + " in the secret '" + secret + "'";
        }

        @Override
        public String version() {
            return secrets.version(secret).orElse("");
        }

        @Override
        public Pair read() throws IOException {
            Map<String, OpaqueBytes> values = secrets.read(secret);
            return new Pair(value(values, CERTIFICATE), value(values, KEY));
        }

        private static byte[] value(Map<String, OpaqueBytes> values, String key) throws IOException {
            return Optional.ofNullable(values.get(key)).map(OpaqueBytes::bytes)
                    .orElseThrow(() -> new IOException("it has no key '" + key + "'"));
        }
    }
}
