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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values of secrets arrive as they are, and are nowhere else. */
class SecretsTest {
    private static final String TAG = "rune-secrets-test-" + ProcessHandle.current().pid();
    private static final String KEEP = "while :; do sleep 1; done";
    /** In no form that is searched for anywhere else. */
    private static final String TELLTALE = "Xq7vTelltaleValueZp4";
    private static final int OBJECT = 60;

    @TempDir
    Path directory;

    /** The values by key, among them all that are known to be changed by careless hands. */
    private static Map<String, byte[]> oddValues() {
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

    private static boolean fitsIntoAVariable(byte[] value) {
        for (var b : value) {
            if (b == 0) {
                return false;
            }
        }
        return Arrays.equals(new String(value, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), value);
    }

    @Test
    void twoHundredOddValuesArriveByteForByteAsFilesAndAsVariables() throws IOException {
        var values = oddValues();
        var keys = List.copyOf(values.keySet());
        try (var runed = Runed.start(directory)) {
            var mounts = new StringBuilder();
            var variables = new StringBuilder();
            var objects = new ArrayList<String>();
            for (var from = 0; from < keys.size(); from += OBJECT) {
                var object = "odd" + from / OBJECT;
                objects.add(object);
                var words = new ArrayList<>(List.of("create", "secret", object));
                for (var key : keys.subList(from, Math.min(keys.size(), from + OBJECT))) {
                    var file = Files.write(directory.resolve(key), values.get(key));
                    words.addAll(List.of("--from-file", key + "=" + file));
                    if (fitsIntoAVariable(values.get(key))) {
                        variables.append("  ").append(key).append(": '{{secret:").append(object).append('/').append(key)
                                .append("}}'\n");
                    }
                }
                assertEquals("secret/" + object + " created",
                        runed.rune(words.toArray(String[]::new)).done().out().strip());
                mounts.append("  - {name: ").append(object).append(", mountPath: ").append(directory).append("/seen/")
                        .append(object).append("}\n");
            }
            runed.cast(Castfile.shell("odd", TAG, KEEP, "env:\n" + variables + "secretMounts:\n" + mounts)).done();
            var pid = runed.instances("odd").getFirst().pid().orElseThrow();
            var seen = environment(pid);
            var inVariables = 0;
            for (var key : keys) {
                if (fitsIntoAVariable(values.get(key))) {
                    assertArrayEquals(values.get(key), seen.get(key), key);
                    inVariables++;
                } else {
                    assertFalse(seen.containsKey(key), key);
                }
            }
            assertTrue(inVariables > 100, inVariables + " variables");
            for (var i = 0; i < keys.size(); i++) {
                var object = objects.get(i / OBJECT);
                var place = new String(seen.get("RUNE_MOUNT_" + object.toUpperCase(Locale.ROOT)),
                        StandardCharsets.UTF_8);
                var file = Path.of("/proc/" + pid + "/root" + place, keys.get(i));
                assertArrayEquals(values.get(keys.get(i)), Files.readAllBytes(file), keys.get(i));
                assertEquals("r--------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
    }

    private static Map<String, byte[]> environment(long pid) throws IOException {
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

    @Test
    void noValueIsFoundInTheDataDirectoryTheLogsOrAnyAnswer() throws IOException {
        var answers = new StringBuilder();
        try (var runed = Runed.start(directory, "--log-level", "debug")) {
            for (var version = 1; version <= 3; version++) {
                answers.append(runed.rune("create", "secret", "db", "--replace", "--from-literal",
                        "password=" + TELLTALE + version, "--from-literal", "user=" + TELLTALE).text());
            }
            answers.append(runed.cast("secret:\n  name: cast\n  data: {k: " + TELLTALE + "}\n---\n"
                    + Castfile.shell("api", TAG, KEEP, """
                            env:
                              URL: pg://{{secret:db/user}}:{{secret:db/password}}@db
                            envFrom:
                              - {secret: cast, prefix: CAST_}
                            secretMounts:
                              - {name: db, mountPath: %s}
                            """.formatted(directory.resolve("mounted")))).done().text());
            for (var bad : List.of("secret:\n  name: Bad_Name\n  data:\n    k: " + TELLTALE + "\n",
                    "secret:\n  name: bad\n  data: " + TELLTALE + "\n",
                    "secret: " + TELLTALE + "\n", "secret:\n  name: bad\n  data: [" + TELLTALE + "]\n",
                    "secret:\n  name: bad\n  data:\n    - {key: k, valueBase64: '" + TELLTALE + "!'}\n",
                    "secret:\n  name: bad\n  data:\n    - {key: k, valeu: " + TELLTALE + "}\n",
                    "secret:\n  name: bad\n  data:\n    k: \"" + TELLTALE + "\n",
                    "secret:\n  name: bad\n  data:\n    k: {x: " + TELLTALE + "}\n",
                    "secret:\n  name: bad\n  data:\n    k: !!str " + TELLTALE + "\n",
                    "{secret: {name: bad, data: {k: '" + TELLTALE + "', k: x}}}\n")) {
                var refused = runed.cast(bad);
                assertEquals(6, refused.code(), bad + refused.text());
                answers.append(refused.text());
            }
            answers.append(runed.rune("create", "secret", "db", "--from-literal", "k=" + TELLTALE).text());
            answers.append(runed.rune("create", "secret", "Bad_", "--from-literal", "k=" + TELLTALE).text());
            runed.rune("restart", "api").done();
            answers.append(runed.rune("admin", "rotate-key").done().text());
            runed.kill9();
            runed.start();
            for (var words : List.of("get secrets -o yaml", "get secret db -o yaml", "get secret db -o json",
                    "get secrets -o wide", "get service api -o yaml", "get instances -o json", "get events -o json",
                    "get services -o json", "health api --checks -o json", "status -o json", "logs api",
                    "deps graph")) {
                answers.append(runed.rune(words.split(" ")).text());
            }
            answers.append(runed.rune("delete", "secret", "db", "--yes").text());
            answers.append(runed.rune("admin", "backup", directory.resolve("backup.db").toString()).done().text());
            assertEquals(Set.of(), filesWith(directory, runed.data().resolve("plugins/mounts")));
            answers.append(runed.output());
            runed.rune("delete", "api", "--yes").done();
            assertEquals(List.of(), mounted(runed), "files are gone with the last instance");
        }
        for (var form : forms()) {
            assertFalse(answers.toString().contains(form), () -> form + " in: " + answers);
        }
    }

    private static List<String> forms() {
        var bytes = TELLTALE.getBytes(StandardCharsets.UTF_8);
        var base64 = Base64.getEncoder().encodeToString(bytes);
        return List.of(TELLTALE, base64.substring(0, 20), TELLTALE.substring(2, 18));
    }

    /** The files below {@code root} that hold the value in one form or another. */
    private static Set<String> filesWith(Path root, Path but) throws IOException {
        var found = new TreeSet<String>();
        try (var files = Files.walk(root)) {
            for (var file : files.filter(Files::isRegularFile).filter(path -> !path.startsWith(but)).toList()) {
                var text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                forms().stream().filter(text::contains).forEach(form -> found.add(file + " holds " + form));
            }
        }
        return found;
    }

    /** Every file that is mounted into an instance of this daemon, wherever the plugin keeps them. */
    private static List<Path> mounted(Runed runed) throws IOException {
        var found = new ArrayList<Path>();
        for (var root : List.of(Path.of("/run"), Path.of("/dev/shm"), runed.data().resolve("plugins/mounts"))) {
            if (!Files.isDirectory(root)) {
                continue;
            }
            try (var entries = Files.list(root)) {
                for (var entry : entries.filter(path -> path.startsWith(runed.data())
                        || path.getFileName().toString().startsWith("rune-mounts-")).toList()) {
                    try (var files = Files.walk(entry)) {
                        files.filter(Files::isRegularFile).filter(file -> holdsTelltale(file)).forEach(found::add);
                    }
                }
            }
        }
        return found;
    }

    private static boolean holdsTelltale(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).contains(TELLTALE);
        } catch (IOException _) {
            return false;
        }
    }

    @Test
    void killsDuringCreateReplaceAndRotateLeaveEverySecretWhole() throws IOException {
        var seed = System.nanoTime();
        var random = new Random(seed);
        var possible = new TreeMap<String, Set<Integer>>();
        try (var runed = Runed.start(directory)) {
            for (var change = 1; change <= 40; change++) {
                var name = "s" + random.nextInt(3);
                var kill = change % 4 == 0 ? kill(runed, random.nextInt(120)) : null;
                if (random.nextInt(3) == 0) {
                    runed.rune("admin", "rotate-key");
                }
                var outcome = runed.rune("create", "secret", name, "--replace", "--from-literal", "a=" + change,
                        "--from-literal", "b=" + change);
                var now = new TreeSet<>(outcome.code() == 0
                        ? Set.of()
                        : possible.getOrDefault(name, Set.of(0)));
                now.add(change);
                possible.put(name, now);
                if (kill != null) {
                    kill.join();
                    runed.start();
                }
            }
            runed.kill9();
            runed.start();
            var castfile = new StringBuilder();
            for (var name : possible.keySet()) {
                castfile.append("---\n").append(Castfile.shell("read-" + name, TAG, "echo \"$A/$B\"; " + KEEP, """
                        env:
                          A: "{{secret:%s/a}}"
                          B: "{{secret:%s/b}}"
                        """.formatted(name, name)));
            }
            runed.cast(castfile.toString()).done();
            for (var name : possible.keySet()) {
                var seen = environment(runed.instances("read-" + name).getFirst().pid().orElseThrow());
                var a = new String(seen.get("A"), StandardCharsets.UTF_8);
                assertEquals(a, new String(seen.get("B"), StandardCharsets.UTF_8), "half a secret, seed " + seed);
                assertTrue(possible.get(name).contains(Integer.valueOf(a)),
                        name + " is " + a + ", expected " + possible.get(name) + ", seed " + seed);
            }
            assertEquals(2, Files.readAllLines(runed.data().resolve("master.key")).size(), "a note and one key");
            try (var files = Files.list(runed.data())) {
                assertEquals(List.of(), files.map(path -> path.getFileName().toString())
                        .filter(file -> file.endsWith(".new")).toList(), "no stray file");
            }
        }
    }

    /** Kills the daemon in a moment, while the caller goes on. */
    private static CompletableFuture<Void> kill(Runed runed, int millis) {
        return CompletableFuture.runAsync(() -> {
            LockSupport.parkNanos(millis * 1_000_000L);
            runed.kill9();
        });
    }

    @Test
    void withoutItsKeyTheDaemonDoesNotStartAndNamesWhatWouldBeLost() throws IOException {
        try (var runed = Runed.start(directory)) {
            runed.rune("create", "secret", "precious", "--from-literal", "k=" + TELLTALE).done();
            runed.terminate();
            var key = runed.data().resolve("master.key");
            var kept = Files.readAllBytes(key);
            Files.delete(key);
            var refused = Distribution.run(List.of(Distribution.RUNED, "--data-dir", runed.data().toString(),
                    "--http-addr", "127.0.0.1:0"), Map.of(), "");
            assertEquals(1, refused.code(), refused.text());
            assertTrue(refused.text().contains("default/precious"), refused.text());
            assertFalse(Files.exists(key), "no other key was made");
            Files.write(key, kept);
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
            runed.start();
            assertEquals(0, runed.rune("get", "secret", "precious").code());
        }
    }
}
