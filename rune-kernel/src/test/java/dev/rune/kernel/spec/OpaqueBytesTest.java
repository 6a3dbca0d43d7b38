package dev.rune.kernel.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OpaqueBytesTest {
    @Test
    void nobodyPrintsThemByAccident() {
        OpaqueBytes value = OpaqueBytes.ofText("hunter2");
        String printed = value + "" + List.of(value) + Map.of("k", value) + Optional.of(value)
                + String.format("%s", value);
        assertFalse(printed.contains("hunter2"), printed);
        assertTrue(printed.contains("7 bytes"), printed);
        assertFalse(Serializable.class.isAssignableFrom(OpaqueBytes.class));
        assertFalse(Record.class.isAssignableFrom(OpaqueBytes.class));
    }

    @Test
    void whoHoldsTheirArraysCannotChangeThem() {
        byte[] bytes = {1, 2};
        OpaqueBytes value = OpaqueBytes.of(bytes);
        bytes[0] = 9;
        value.bytes()[1] = 9;
        assertEquals(OpaqueBytes.of(new byte[]{1, 2}), value);
        assertNotEquals(OpaqueBytes.of(new byte[]{1, 3}), value);
    }

    @Test
    void onlyTextWithoutNulCanBeAVariable() {
        assertEquals(Optional.of("é\n"), OpaqueBytes.ofText("é\n").variable());
        assertEquals(Optional.of(""), OpaqueBytes.ofText("").variable());
        assertEquals(Optional.empty(), OpaqueBytes.ofText("a\0").variable());
        assertEquals(Optional.empty(), OpaqueBytes.of(new byte[]{(byte) 0xff}).variable());
    }
}
