package dev.rune.daemon.store;

import dev.rune.daemon.castfile.JsonNodes;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.spi.store.ObjectKey;
import dev.rune.kernel.spi.store.StoredObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * An object as it stands in the database.
 *
 * @param key      its name
 * @param document its content as JSON
 * @param checksum of both, because SQLite itself does not notice a changed letter
 */
record Row(ObjectKey key, String document, long checksum) {
    static Row of(ObjectKey key, Mapping document) {
        String json = JsonNodes.exact(document);
        return new Row(key, json, checksum(key, json));
    }

    /** Whether key and document are those the checksum was made of. */
    boolean isWhole() {
        return checksum == checksum(key, document);
    }

    /** @throws IllegalArgumentException when the document is no such JSON */
    StoredObject object() {
        if (JsonNodes.readExact(document) instanceof Mapping mapping) {
            return new StoredObject(key, mapping);
        }
        throw new IllegalArgumentException("it is no mapping");
    }

    private static long checksum(ObjectKey key, String document) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : new String[]{key.kind(), key.namespace(), key.name(), document}) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
                digest.update(bytes);
            }
            return ByteBuffer.wrap(digest.digest()).getLong();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
