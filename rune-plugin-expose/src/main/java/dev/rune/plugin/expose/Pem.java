package dev.rune.plugin.expose;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Reads private keys, without leaving copies of them behind, such as texts that nobody can wipe. */
final class Pem {
    private static final byte[] BEGIN = "-----BEGIN PRIVATE KEY-----".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "-----END PRIVATE KEY-----".getBytes(StandardCharsets.US_ASCII);
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");

    /** What keys sign with; others with what they are called themselves. */
    private static final Map<String, String> SIGNATURES = Map.of("EC", "SHA256withECDSA", "RSA", "SHA256withRSA");

    private Pem() {}

    /**
     * The key in {@code pem}, which is the caller's to wipe.
     *
     * @throws GeneralSecurityException that says what is wrong, and nothing of what stands there
     */
    static PrivateKey privateKey(byte[] pem) throws GeneralSecurityException {
        int begin = indexOf(pem, BEGIN, 0);
        int end = begin < 0 ? -1 : indexOf(pem, END, begin);
        if (end < 0) {
            throw new InvalidKeySpecException("its key is no unencrypted PKCS #8 'PRIVATE KEY' in PEM, which"
                    + " 'openssl pkcs8 -topk8 -nocrypt' makes of others");
        }
        byte[] body = Arrays.copyOfRange(pem, begin + BEGIN.length, end);
        byte[] encoded = new byte[0];
        try {
            encoded = Base64.getMimeDecoder().decode(body);
            return decoded(encoded);
        } catch (IllegalArgumentException _) {
            throw new InvalidKeySpecException("what stands between the lines of its key is no Base64");
        } finally {
            Arrays.fill(body, (byte) 0);
            Arrays.fill(encoded, (byte) 0);
        }
    }

    /**
     * Sees to it that what {@code key} signs is what {@code certificate} says: while two files are replaced one after the
     * other, they may be of two kinds.
     *
     * @throws GeneralSecurityException that says that it is not
     */
    static void requireFit(X509Certificate certificate, PrivateKey key) throws GeneralSecurityException {
        if (!key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm()) || !fits(certificate, key)) {
            throw new InvalidKeySpecException("the key is not that of the certificate of "
                    + certificate.getSubjectX500Principal());
        }
    }

    private static boolean fits(X509Certificate certificate, PrivateKey key) throws GeneralSecurityException {
        String algorithm = SIGNATURES.getOrDefault(key.getAlgorithm(), key.getAlgorithm());
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(BEGIN);
        Signature reading = Signature.getInstance(algorithm);
        reading.initVerify(certificate.getPublicKey());
        reading.update(BEGIN);
        return reading.verify(signing.sign());
    }

    private static PrivateKey decoded(byte[] encoded) throws GeneralSecurityException {
        // The specification keeps a copy, which it wipes nowhere; it is short-lived.
        var specification = new PKCS8EncodedKeySpec(encoded);
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(specification);
            } catch (InvalidKeySpecException _) {
                // The next algorithm may know it.
            }
        }
        throw new InvalidKeySpecException("its key is neither RSA, EC nor EdDSA");
    }

    private static int indexOf(byte[] bytes, byte[] wanted, int from) {
        for (int i = from; i <= bytes.length - wanted.length; i++) {
            if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }
}
