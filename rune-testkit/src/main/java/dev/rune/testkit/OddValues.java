package dev.rune.testkit;

import dev.rune.kernel.spec.OpaqueBytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Two hundred values that somebody, somewhere, would change on their way. */
public final class OddValues {
    private static final int HOW_MANY = 200;
    private static final int LARGEST = 64 << 10;
    private static final String[] TEXTS = {"", " ", "\n", "a\n", "a\r\n", "\r", "\t", "a\n\n", "\uFEFFa", "'", "\"",
            "''",
            "\"\"", "`id`", "$(id)", "$HOME", "${HOME}", "%s%n", "\\", "\\n", "a\\", "#", "a # b", "---", "...", "null",
            "~",
            "true", "NO", "0x1F", "1e3", "0123", "{{", "}}", "{{port:http}}", "{{secret:db/user}}", "{{ mount:x }}",
            "{a: b}",
            "[1]", "- a", "a: b", "a:\n  b", "*alias", "&anchor", "!!binary aGk=", "aGVsbG8=", "aGVsbG8", "////",
            "====",
            "=", "a=b", "A=1\nB=2", "<xml/>", "&amp;", "\u0001", "\u001b[31m", "\u007f", "\u0085", "\u2028", "é",
            "e\u0301",
            "漢字", "😀", "\uFFFD", "a b", " a", "a ", "\n a", "../../etc/passwd", "/", "a;b", "a|b", "*", "?",
            "a\u00a0b",
            "-n", "--", "-----BEGIN KEY-----\nMIIB\n-----END KEY-----\n", "\u202etxt"};

    private OddValues() {}

    /** The values by names that are keys of a secret and variables too; the first hundred or so are text without NUL. */
    public static Map<String, OpaqueBytes> byName() {
        Map<String, OpaqueBytes> values = new LinkedHashMap<>();
        for (String text : TEXTS) {
            values.put("V" + values.size(), OpaqueBytes.ofText(text));
        }
        values.put("V" + values.size(), OpaqueBytes.ofText("x".repeat(LARGEST)));
        values.put("V" + values.size(), OpaqueBytes.of(new byte[]{0}));
        values.put("V" + values.size(), OpaqueBytes.of(new byte[]{'a', 0, 'b'}));
        values.put("V" + values.size(), OpaqueBytes.of(new byte[]{(byte) 0xff, (byte) 0xfe}));
        values.put("V" + values.size(), OpaqueBytes.of(new byte[]{(byte) 0xc3}));
        values.put("V" + values.size(), OpaqueBytes.of(new byte[LARGEST]));
        values.put("V" + values.size(), OpaqueBytes.of(everyByte()));
        Random random = new Random(1);
        while (values.size() < HOW_MANY) {
            byte[] bytes = new byte[random.nextInt(2000)];
            random.nextBytes(bytes);
            boolean text = random.nextBoolean();
            values.put("V" + values.size(), text
                    ? OpaqueBytes.ofText(new String(bytes, StandardCharsets.ISO_8859_1).replace('\0', '0'))
                    : OpaqueBytes.of(bytes));
        }
        return Collections.unmodifiableMap(values);
    }

    private static byte[] everyByte() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int b = 0; b < 256; b++) {
            all.write(b);
        }
        return all.toByteArray();
    }
}
