package dev.rune.dist;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Values that are easily spoilt, and where values are looked for. */
final class Values {
    /** In no form that is searched for anywhere else. */
    static final String TELLTALE = "Xq7vTelltaleValueZp4";
    private static final int PER_SECRET = 60;

    private Values() {}

    /** The values by key, among them all that are known to be changed by careless hands. */
    static Map<String, byte[]> odd() {
        var values = new TreeMap<String, byte[]>();
        for (var text : List.of("", "\n", "a\n", "a\r\n", "\r", " a ", "'", "\"", "`id`", "$(id)", "${HOME}", "\\n",
                "a\\",
                "#", "a: b", "---", "null", "true", "0123", "{{", "}}", "{{port:http}}", "{{secret:odd0/V000}}",
                "{{mount:x}}", "aGVsbG8=", "====", "a=b", "A=1\nB=2", "\u0001", "\u001b[31m", "é", "漢字", "😀",
                "\uFEFFa",
                "x".repeat(64 << 10), "../../etc/passwd", "-n", "%s", "*", "a;b", "\t", "\u2028", "a\n\n")) {
            values.put("V%03d".formatted(values.size()), text.getBytes(StandardCharsets.UTF_8));
        }
        for (var bytes : List.of(new byte[]{0}, new byte[]{'a', 0, 'b'}, new byte[]{(byte) 0xff, (byte) 0xfe},
                new byte[64 << 10])) {
            values.put("V%03d".formatted(values.size()), bytes);
        }
        var random = new Random(1);
        while (values.size() < 200) {
            var bytes = new byte[random.nextInt(1500)];
            random.nextBytes(bytes);
            values.put("V%03d".formatted(values.size()), random.nextBoolean()
                    ? new String(bytes, StandardCharsets.ISO_8859_1).replace('\0', '0').getBytes(StandardCharsets.UTF_8)
                    : bytes);
        }
        return values;
    }

    static boolean fitsIntoAVariable(byte[] value) {
        for (var b : value) {
            if (b == 0) {
                return false;
            }
        }
        return Arrays.equals(new String(value, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), value);
    }

    /** Keeps {@code values} as secrets {@code odd0}, {@code odd1} and so on. Returns where each key went. */
    static Map<String, String> keep(Runed runed, Map<String, byte[]> values, Path files) throws IOException {
        var secrets = new TreeMap<String, String>();
        var keys = List.copyOf(values.keySet());
        for (var from = 0; from < keys.size(); from += PER_SECRET) {
            var secret = "odd" + from / PER_SECRET;
            var words = new ArrayList<>(List.of("create", "secret", secret));
            for (var key : keys.subList(from, Math.min(keys.size(), from + PER_SECRET))) {
                words.addAll(
                        List.of("--from-file", key + "=" + Files.write(files.resolve(key), values.get(key))));
                secrets.put(key, secret);
            }
            assertEquals("secret/" + secret + " created",
                    runed.rune(words.toArray(String[]::new)).done().out().strip());
        }
        return secrets;
    }

    /** The keys of a service that is given every value as a file below {@code folder}, and as a variable if it can be one. */
    static String given(Map<String, byte[]> values, Map<String, String> secrets, String folder) {
        var text = new StringBuilder("env:\n");
        values.forEach((key, value) -> {
            if (fitsIntoAVariable(value)) {
                text.append("  ").append(key).append(": '{{secret:").append(secrets.get(key)).append('/').append(key)
                        .append("}}'\n");
            }
        });
        text.append("secretMounts:\n");
        new TreeSet<>(secrets.values()).forEach(secret -> text.append("  - {name: ").append(secret)
                .append(", mountPath: ").append(folder).append('/').append(secret).append("}\n"));
        return text.toString();
    }

    /** That the process {@code pid} has every value, as a variable or not, and as a file for itself alone. */
    static void assertArrived(Map<String, byte[]> values, Map<String, String> secrets, long pid) throws IOException {
        var seen = environment(pid);
        var inVariables = 0;
        for (var key : values.keySet()) {
            if (fitsIntoAVariable(values.get(key))) {
                assertArrayEquals(values.get(key), seen.get(key), key);
                inVariables++;
            } else {
                assertFalse(seen.containsKey(key), key);
            }
            var place = new String(seen.get("RUNE_MOUNT_" + secrets.get(key).toUpperCase(Locale.ROOT)),
                    StandardCharsets.UTF_8);
            var file = Path.of("/proc/" + pid + "/root" + place, key);
            assertArrayEquals(values.get(key), Files.readAllBytes(file), key);
            assertEquals("r--------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
        assertTrue(inVariables > 100, inVariables + " variables");
    }

    /** The variables that a process was started with. */
    static Map<String, byte[]> environment(long pid) throws IOException {
        var all = Files.readAllBytes(Path.of("/proc/" + pid + "/environ"));
        var seen = new TreeMap<String, byte[]>();
        for (var start = 0; start < all.length;) {
            var end = start;
            var equals = -1;
            while (end < all.length && all[end] != 0) {
                equals = equals < 0 && all[end] == '=' ? end : equals;
                end++;
            }
            if (equals > start) {
                seen.put(new String(all, start, equals - start, StandardCharsets.UTF_8),
                        Arrays.copyOfRange(all, equals + 1, end));
            }
            start = end + 1;
        }
        return seen;
    }

    /** What to look for to find {@code value}, as it is or in Base64, alone or in the middle of more. */
    static List<String> forms(String value) {
        var forms = new ArrayList<>(List.of(value.substring(1, value.length() - 1)));
        for (var before = 0; before < 3; before++) {
            var coded = Base64.getEncoder()
                    .encodeToString(("x".repeat(before) + value).getBytes(StandardCharsets.UTF_8));
            // Without what depends on its neighbours.
            forms.add(coded.substring(4, coded.length() - 4));
        }
        return forms;
    }

    /** The files below {@code root} that hold {@code value} in one form or another. */
    static Set<String> filesWith(String value, Path root, Path but) throws IOException {
        var found = new TreeSet<String>();
        try (var files = Files.walk(root)) {
            for (var file : files.filter(Files::isRegularFile).filter(path -> !path.startsWith(but)).toList()) {
                var text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                forms(value).stream().filter(text::contains).forEach(form -> found.add(file + " holds " + form));
            }
        }
        return found;
    }
}
