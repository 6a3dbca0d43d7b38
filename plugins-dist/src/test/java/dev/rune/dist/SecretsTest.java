package dev.rune.dist;

import static dev.rune.dist.Values.TELLTALE;
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
import java.util.List;
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

    @TempDir
    Path directory;

    @Test
    void twoHundredOddValuesArriveByteForByteAsFilesAndAsVariables() throws IOException {
        var values = Values.odd();
        try (var runed = Runed.start(directory)) {
            var secrets = Values.keep(runed, values, directory);
            runed.cast(Castfile.shell("odd", TAG, KEEP, Values.given(values, secrets, directory + "/seen"))).done();
            var pid = runed.instances("odd").getFirst().pid().orElseThrow();
            Values.assertArrived(values, secrets, pid);
        }
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
            assertEquals(Set.of(), Values.filesWith(TELLTALE, directory, runed.data().resolve("plugins/mounts")));
            answers.append(runed.output());
            runed.rune("delete", "api", "--yes").done();
            assertEquals(List.of(), mounted(runed), "files are gone with the last instance");
        }
        for (var form : Values.forms(TELLTALE)) {
            assertFalse(answers.toString().contains(form), () -> form + " in: " + answers);
        }
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
                var seen = Values.environment(runed.instances("read-" + name).getFirst().pid().orElseThrow());
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
    void withoutItsKeyTheDaemonDoesNotStartNamesWhatWouldBeLostAndChangesNothing() throws IOException {
        try (var runed = Runed.start(directory);
                var other = Runed.start(Files.createDirectory(directory.resolve("other")))) {
            runed.rune("create", "secret", "precious", "--from-literal", "k=" + TELLTALE).done();
            runed.terminate();
            var key = runed.data().resolve("master.key");
            var kept = Files.readAllBytes(key);
            Files.delete(key);
            assertRefused(runed);
            assertFalse(Files.exists(key), "no other key was made");

            var wrong = Files.readAllBytes(other.data().resolve("master.key"));
            writeKey(key, wrong);
            assertRefused(runed);
            assertArrayEquals(wrong, Files.readAllBytes(key));

            writeKey(key, kept);
            runed.start();
            assertEquals(1, runed.json("get", "secret", "precious").path("version").asInt());
            runed.cast(Castfile.shell("reader", TAG, KEEP, "env: {K: '{{secret:precious/k}}'}")).done();
            assertEquals(TELLTALE, new String(
                    Values.environment(runed.instances("reader").getFirst().pid().orElseThrow()).get("K"),
                    StandardCharsets.UTF_8));
        }
    }

    private static void writeKey(Path key, byte[] text) throws IOException {
        Files.write(key, text);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    }

    private static void assertRefused(Runed runed) {
        var refused = Distribution.run(List.of(Distribution.RUNED, "--data-dir", runed.data().toString(),
                "--http-addr", "127.0.0.1:0"), Map.of(), "");
        assertEquals(1, refused.code(), refused.text());
        assertTrue(refused.text().contains("default/precious"), refused.text());
    }
}
