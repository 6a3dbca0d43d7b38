package dev.rune.daemon.keys;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** One key of 256 bits. It has no text but its name, which tells nothing of it. */
final class MasterKey {
    private static final int BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int ID_CHARACTERS = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] bytes;
    private final String id;

    private MasterKey(byte[] bytes) {
        this.bytes = bytes;
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("rune master key".getBytes(StandardCharsets.US_ASCII));
            this.id = HexFormat.of().formatHex(digest.digest(bytes)).substring(0, ID_CHARACTERS);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** A key that nobody had before. */
    static MasterKey random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new MasterKey(bytes);
    }

    /**
     * The keys in {@code text}: each 32 bytes in Base64, with white space or commas between them; lines that begin with
     * {@code #} are skipped.
     *
     * @param origin where the text is from, for messages
     * @throws ProblemException when one of them is no key; the text is not repeated
     */
    static List<MasterKey> parse(String text, String origin) {
        return text.lines().map(String::strip).filter(line -> !line.startsWith("#"))
                .flatMap(line -> Arrays.stream(line.split("[\\s,]+", -1))).filter(word -> !word.isEmpty())
                .map(word -> key(word, origin)).toList();
    }

    private static MasterKey key(String word, String origin) {
        try {
            byte[] bytes = Base64.getDecoder().decode(word);
            if (bytes.length == BYTES) {
                return new MasterKey(bytes);
            }
        } catch (IllegalArgumentException noBase64) {
            // Said below, without the text.
        }
        throw ProblemException.of(ProblemCode.INVALID, origin + " holds something that is no master key: a key is "
                + BYTES + " random bytes in Base64, such as 'head -c 32 /dev/urandom | base64' prints");
    }

    /** Names this key among others. */
    String id() {
        return id;
    }

    /** The key in Base64, for the file it is kept in. */
    String encoded() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    byte[] wrap(byte[] dataKey, byte[] context) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            byte[] wrapped = cipher(Cipher.ENCRYPT_MODE, nonce, context).doFinal(dataKey);
            return ByteBuffer.allocate(nonce.length + wrapped.length).put(nonce).put(wrapped).array();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has AES-256-GCM", impossible);
        }
    }

    byte[] unwrap(byte[] wrapped, byte[] context) throws GeneralSecurityException {
        if (wrapped.length < NONCE_BYTES) {
            throw new GeneralSecurityException("cut short");
        }
        return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(wrapped, NONCE_BYTES), context).doFinal(wrapped, NONCE_BYTES,
                wrapped.length - NONCE_BYTES);
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] context) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(bytes, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(context);
        return cipher;
    }

    @Override
    public String toString() {
        return "MasterKey[" + id + "]";
    }
}
