package dev.rune.testkit;

import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.store.MasterKeys;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Master keys that live as long as this object. Safe for use by several threads. */
public final class MasterKeysInMemory implements MasterKeys {
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final Random random;
    /** The current one last; guarded by this. */
    private final Map<String, byte[]> keys = new LinkedHashMap<>();
    /** Guarded by this. */
    private int made;

    /** No key yet; those to come are drawn from {@code seed}. */
    public MasterKeysInMemory(long seed) {
        random = new Random(seed);
    }

    @Override
    public synchronized List<String> ids() {
        return new ArrayList<>(keys.keySet()).reversed();
    }

    @Override
    public synchronized void renew() {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        keys.put("key-" + ++made, key);
    }

    @Override
    public synchronized void retire() {
        String current = ids().getFirst();
        keys.keySet().removeIf(id -> !id.equals(current));
    }

    /** Forgets every key, as if the file had been lost. */
    public synchronized void lose() {
        keys.clear();
    }

    @Override
    public synchronized byte[] wrap(byte[] dataKey, byte[] context) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] wrapped = crypt(Cipher.ENCRYPT_MODE, ids().getFirst(), nonce, context, dataKey);
        byte[] whole = Arrays.copyOf(nonce, nonce.length + wrapped.length);
        System.arraycopy(wrapped, 0, whole, nonce.length, wrapped.length);
        return whole;
    }

    @Override
    public synchronized byte[] unwrap(String id, byte[] wrapped, byte[] context) {
        return crypt(Cipher.DECRYPT_MODE, id, Arrays.copyOf(wrapped, NONCE_BYTES), context,
                Arrays.copyOfRange(wrapped, NONCE_BYTES, wrapped.length));
    }

    private byte[] crypt(int mode, String id, byte[] nonce, byte[] context, byte[] input) {
        byte[] key = keys.get(id);
        if (key == null) {
            throw ProblemException.of(ProblemCode.DAMAGED, "the master key '" + id + "' is not here");
        }
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(context);
            return cipher.doFinal(input);
        } catch (GeneralSecurityException closed) {
            throw new ProblemException(Problem.of(ProblemCode.DAMAGED, "it does not open"), closed);
        }
    }
}
