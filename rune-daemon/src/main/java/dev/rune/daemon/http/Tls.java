package dev.rune.daemon.http;

import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A certificate with its key, from PEM files.
 *
 * @param certificate the certificate, followed by the chain up to its issuer
 * @param key         its private key, PKCS#8
 */
public record Tls(Path certificate, Path key) {
    /** Both numbers are of RFC 5280, subjectAltName. */
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;
    private static final Pattern PEM = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]+)-----END \\1-----");

    /** A key store in memory, with an empty password. */
    KeyStore keyStore() {
        List<X509Certificate> chain = chain();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("runed", privateKey(), new char[0], chain.toArray(Certificate[]::new));
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw invalid(key + " and " + certificate + " do not belong together: " + e.getMessage(), e);
        }
    }

    /** The names that the certificate is for. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = chain().getFirst().getSubjectAlternativeNames();
            for (List<?> alternative : alternatives == null ? List.<List<?>>of() : alternatives) {
                if (alternative.get(0).equals(DNS_NAME) || alternative.get(0).equals(IP_ADDRESS)) {
                    names.add(alternative.get(1).toString());
                }
            }
        } catch (CertificateParsingException e) {
            throw invalid(certificate + " has names that cannot be read: " + e.getMessage(), e);
        }
        return names;
    }

    private List<X509Certificate> chain() {
        try {
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate each : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(certificate)))) {
                chain.add((X509Certificate) each);
            }
            if (chain.isEmpty()) {
                throw invalid(certificate + " has no certificate in it; it must be a PEM file");
            }
            return chain;
        } catch (IOException e) {
            throw invalid("cannot read the certificate " + certificate + ": " + e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw invalid(certificate + " is no certificate in PEM: " + e.getMessage(), e);
        }
    }

    private PrivateKey privateKey() throws GeneralSecurityException {
        Matcher pem = PEM.matcher(keyText());
        if (!pem.find()) {
            throw invalid(key + " has no private key in it; it must be a PEM file");
        }
        if (!pem.group(1).equals("PRIVATE KEY")) {
            throw invalid(key + " holds a '" + pem.group(1) + "'; it must be an unencrypted PKCS#8 'PRIVATE KEY', which"
                    + " 'openssl pkcs8 -topk8 -nocrypt' makes of it");
        }
        PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(2)));
        for (String algorithm : List.of("EC", "RSA", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException _) {
                // The next algorithm may know it.
            }
        }
        throw invalid(key + " holds a key that is neither RSA, EC nor EdDSA");
    }

    private String keyText() {
        try {
            if (Files.getPosixFilePermissions(key).contains(PosixFilePermission.OTHERS_READ)) {
                throw invalid(key + " can be read by everybody; 'chmod o-rwx " + key + "' keeps it private");
            }
            return Files.readString(key, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw invalid("cannot read the key " + key + ": " + e.getMessage(), e);
        }
    }

    private static ProblemException invalid(String message) {
        return ProblemException.of(ProblemCode.INVALID, message);
    }

    private static ProblemException invalid(String message, Exception cause) {
        return new ProblemException(Problem.of(ProblemCode.INVALID, message), cause);
    }
}
