package dev.rune.kernel.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rune.kernel.spec.OpaqueBytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SealingTest {
    private static final byte[] KEY = new byte[Sealing.KEY_BYTES];
    private static final byte[] CONTEXT = {1};

    @Test
    void whatIsSealedOpensOnlyUnchangedAndInItsContext() throws GeneralSecurityException {
        Map<String, OpaqueBytes> data = new LinkedHashMap<>();
        data.put("b", OpaqueBytes.of(new byte[]{0, -1, '\n'}));
        data.put("a", OpaqueBytes.ofText(""));
        byte[] sealed = Sealing.seal(KEY, CONTEXT, data, new Random(1));
        Map<String, OpaqueBytes> opened = Sealing.open(KEY, CONTEXT, sealed);
        assertEquals(data, opened);
        assertEquals(data.keySet().stream().toList(), opened.keySet().stream().toList());
        assertThrows(GeneralSecurityException.class, () -> Sealing.open(KEY, new byte[]{2}, sealed));
        for (int at = 0; at < sealed.length; at++) {
            byte[] changed = sealed.clone();
            changed[at] ^= 1;
            assertThrows(GeneralSecurityException.class, () -> Sealing.open(KEY, CONTEXT, changed));
            byte[] cut = Arrays.copyOf(sealed, at);
            assertThrows(GeneralSecurityException.class, () -> Sealing.open(KEY, CONTEXT, cut));
        }
    }

    @Test
    void theSameValuesSealedTwiceDifferAndShowNothing() throws GeneralSecurityException {
        Map<String, OpaqueBytes> data = Map.of("password", OpaqueBytes.ofText("hunter2"));
        Random random = new Random(2);
        byte[] one = Sealing.seal(KEY, CONTEXT, data, random);
        byte[] other = Sealing.seal(KEY, CONTEXT, data, random);
        assertFalse(Arrays.equals(one, other));
        assertFalse(new String(one, StandardCharsets.ISO_8859_1).contains("hunter2"));
        assertFalse(new String(one, StandardCharsets.ISO_8859_1).contains("password"));
    }
}
