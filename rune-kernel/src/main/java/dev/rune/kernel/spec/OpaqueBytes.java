package dev.rune.kernel.spec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * The value of a key of a secret or configmap. Nobody prints it by accident: its text says how long it is and nothing
 * else, and it is no record and not serializable. Immutable. Status: evolving since 0.1.
 */
public final class OpaqueBytes {
    private final byte[] bytes;

    private OpaqueBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The value {@code bytes}, which are copied. */
    public static OpaqueBytes of(byte[] bytes) {
        return new OpaqueBytes(bytes.clone());
    }

    /** The value whose bytes are those of {@code text} in UTF-8. */
    public static OpaqueBytes ofText(String text) {
        return new OpaqueBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A copy of the bytes, to be kept no longer than needed. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** How many bytes there are. */
    public int size() {
        return bytes.length;
    }

    /** The value as the text of a variable; empty where it cannot be one, because it is no UTF-8 or holds a NUL. */
    public Optional<String> variable() {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.indexOf('\0') < 0 ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException noText) {
            return Optional.empty();
        }
    }

    /** Compares in a time that does not tell where two values of a length differ. */
    @Override
    public boolean equals(Object other) {
        return other instanceof OpaqueBytes value && MessageDigest.isEqual(bytes, value.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** How long it is, never what it is. */
    @Override
    public String toString() {
        return "(" + bytes.length + " bytes, not shown)";
    }
}
