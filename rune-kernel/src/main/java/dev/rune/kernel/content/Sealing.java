package dev.rune.kernel.content;

import dev.rune.kernel.spec.OpaqueBytes;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-256-GCM over the values of one version, all together, so that not even their lengths are told. Pure but for chance. */
final class Sealing {
    static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private Sealing() {}

    /** What {@code data} looks like to whoever has not {@code key}; opens only with the same {@code context}. */
    static byte[] seal(byte[] key, byte[] context, Map<String, OpaqueBytes> data, RandomGenerator random)
            throws GeneralSecurityException {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] plain = encode(data);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key, nonce, context).doFinal(plain);
            return ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    static Map<String, OpaqueBytes> open(byte[] key, byte[] context, byte[] sealed) throws GeneralSecurityException {
        if (sealed.length < NONCE_BYTES) {
            throw new GeneralSecurityException("it is cut short");
        }
        byte[] plain = cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOf(sealed, NONCE_BYTES), context)
                .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
        try {
            return decode(plain);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce, byte[] context) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(context);
        return cipher;
    }

    private static byte[] encode(Map<String, OpaqueBytes> data) {
        Wiped out = new Wiped();
        try {
            data.forEach((key, value) -> {
                out.part(key.getBytes(StandardCharsets.UTF_8));
                byte[] bytes = value.bytes();
                out.part(bytes);
                Arrays.fill(bytes, (byte) 0);
            });
            return out.toByteArray();
        } finally {
            out.wipe();
        }
    }

    private static Map<String, OpaqueBytes> decode(byte[] plain) throws GeneralSecurityException {
        Map<String, OpaqueBytes> data = new LinkedHashMap<>();
        ByteBuffer in = ByteBuffer.wrap(plain);
        try {
            while (in.hasRemaining()) {
                String key = new String(part(in), StandardCharsets.UTF_8);
                byte[] value = part(in);
                data.put(key, OpaqueBytes.of(value));
                Arrays.fill(value, (byte) 0);
            }
            return data;
        } catch (BufferUnderflowException | NegativeArraySizeException cut) {
            throw new GeneralSecurityException("it is cut short", cut);
        }
    }

    private static byte[] part(ByteBuffer in) {
        int size = in.getInt();
        if (size > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] part = new byte[size];
        in.get(part);
        return part;
    }

    /** Leaves nothing of what was written once it is wiped, as far as it can reach. */
    private static final class Wiped extends ByteArrayOutputStream {
        void part(byte[] bytes) {
            writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            writeBytes(bytes);
        }

        void wipe() {
            Arrays.fill(buf, (byte) 0);
        }
    }
}
