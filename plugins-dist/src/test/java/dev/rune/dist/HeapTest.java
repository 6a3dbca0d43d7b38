package dev.rune.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon's memory, as the heap tool of the JDK shows it, holds no value of a secret that is gone. */
class HeapTest {
    private static final String TAG = "rune-heap-test-" + ProcessHandle.current().pid();
    /** How a string, a buffer of characters and one of code points hold it. */
    private static final List<Charset> CHARSETS = List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16BE,
            Charset.forName("UTF-32BE"));
    private static final String LIVING = "Xk8ValueOfALivingServiceQe2";

    @TempDir
    Path directory;

    private static String telltale(String kind) {
        return Values.TELLTALE + kind + "Xw3";
    }

    @Test
    void holdsNoValueOfASecretThatIsGone() {
        var kinds = List.of("Variable", "File", "Replaced", "Cast", "ReplacedByCast", "Refused");
        try (var runed = Runed.start(directory)) {
            runed.rune("create", "secret", "db", "--from-literal", "k=" + telltale("Replaced")).done();
            runed.rune("create", "secret", "db", "--replace", "--from-literal", "k=" + telltale("Variable"),
                    "--from-literal", "f=" + telltale("File")).done();
            runed.cast("secret: {name: cast, data: {k: " + telltale("ReplacedByCast") + "}}").done();
            runed.cast("secret: {name: cast, data: {k: " + telltale("Cast") + "}}\n---\n"
                    + Castfile.shell("api", TAG, "while :; do sleep 1; done", """
                            env:
                              LIVING: %s
                              V: "{{secret:db/k}}{{secret:cast/k}}"
                            secretMounts:
                              - {name: db, mountPath: %s}
                            """.formatted(LIVING, directory.resolve("mounted")))).done();
            runed.rune("create", "secret", "db", "--from-literal", "k=" + telltale("Refused")).expect(5);
            runed.rune("exec", "api", "--", "true").done();
            runed.rune("restart", "api").done();
            runed.rune("admin", "rotate-key").done();
            runed.cast(Castfile.shell("api", TAG, "while :; do sleep 1; done", "env: {LIVING: " + LIVING + "}"))
                    .done();
            runed.rune("delete", "secret", "db", "cast", "--yes").done();
            // What nothing refers to is not in this one: the tool collects first.
            var reachable = held(runed, kinds);
            assertTrue(reachable.remove(LIVING), "what is there is found");
            assertEquals(Set.of(), reachable);
            // And here everything is that was not collected yet.
            Await.until("garbage is collected", () -> held(runed, kinds, "-all"), Set.of(LIVING)::equals);
        }
    }

    /** Which of the values a dump of the heap holds. */
    private Set<String> held(Runed runed, List<String> kinds, String... options) {
        var dump = directory.resolve("heap.hprof");
        try {
            Files.deleteIfExists(dump);
            var words = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/jcmd").toString(),
                    Long.toString(runed.pid()), "GC.heap_dump"));
            words.addAll(List.of(options));
            words.add(dump.toString());
            Distribution.run(words, Map.of(), "").done();
            // Text of which each character is a byte, so that bytes can be found by finding text.
            var heap = Files.readString(dump, StandardCharsets.ISO_8859_1);
            var held = new TreeSet<String>();
            for (var kind : kinds) {
                if (holds(heap, telltale(kind))) {
                    held.add(kind);
                }
            }
            if (holds(heap, LIVING)) {
                held.add(LIVING);
            }
            return held;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean holds(String heap, String value) {
        return Values.forms(value).stream().anyMatch(form -> CHARSETS.stream()
                .anyMatch(charset -> heap.contains(new String(form.getBytes(charset), StandardCharsets.ISO_8859_1))));
    }
}
