package dev.rune.dist;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services outlive their daemon, and what happens to them meanwhile is known afterwards. */
class SurvivalTest {
    private static final String TAG = "rune-survival-test-" + ProcessHandle.current().pid();
    private static final int SCALE = 20;
    private static final int KILLS = 10;
    private static final int CODE = 7;

    /** Counts, and ends with code 7 as soon as a file of its name appears. */
    private static final String COUNTER = """
            i=0
            while [ ! -e "$EXITS/$RUNE_INSTANCE_ID" ]; do
                i=$((i + 1))
                echo "line $i"
                sleep 0.5
            done
            echo "last line"
            exit 7
            """;

    @TempDir
    Path directory;

    @Test
    void tenKillsOfTheDaemonLoseNothingDoubleNothingAndForgetNoExit() throws IOException {
        var exits = Files.createDirectory(directory.resolve("exits"));
        try (var runed = Runed.start(directory)) {
            runed.cast(Castfile.shell("counter", TAG, COUNTER, """
                    scale: %d
                    env:
                      EXITS: %s
                    """.formatted(SCALE, exits))).done();
            var running = awaitAll(runed);
            var replacements = new HashSet<String>();
            for (var kill = 0; kill < KILLS; kill++) {
                var before = running;
                runed.kill9();
                assertEquals(Set.copyOf(before.values()), Processes.tagged("/bin/sh", TAG), "all survive the daemon");
                // Each slot crashes once at most: the first crash is answered at once.
                var victims = before.keySet().stream().filter(id -> !replacements.contains(id)).sorted().limit(2)
                        .toList();
                for (var victim : victims) {
                    Files.createFile(exits.resolve(victim));
                }
                Await.that("the end of " + victims,
                        () -> Processes.tagged("/bin/sh", TAG).size() == SCALE - victims.size());
                runed.start();
                var after = awaitAll(runed);
                assertSamePids(before, after, victims);
                assertEnded(runed, victims);
                replacements.addAll(after.keySet().stream().filter(id -> !before.containsKey(id)).collect(toSet()));
                running = after;
            }
            for (var id : running.keySet()) {
                assertContiguous(runed.rune("logs", id, "--tail", "0").done().lines(), id);
            }
        }
    }

    /** Waits until the service is complete again; its pids by instance, as /proc confirms them. */
    private static Map<String, Long> awaitAll(Runed runed) {
        var instances = Await.until(SCALE + " ready instances", () -> runed.instances("counter"),
                seen -> seen.size() == SCALE && seen.stream().allMatch(Instance::ready));
        var pids = instances.stream().collect(toMap(Instance::id, instance -> instance.pid().orElseThrow()));
        assertEquals(Set.copyOf(pids.values()), Processes.tagged("/bin/sh", TAG),
                "what is said runs, and nothing else does");
        return pids;
    }

    private static void assertSamePids(Map<String, Long> before, Map<String, Long> after, List<String> ended) {
        for (var instance : before.entrySet()) {
            if (!ended.contains(instance.getKey())) {
                assertEquals(instance.getValue(), after.get(instance.getKey()), instance.getKey());
            }
        }
        assertTrue(ended.stream().noneMatch(after::containsKey), () -> ended + " ended, but: " + after);
    }

    private static void assertEnded(Runed runed, List<String> victims) {
        var known = runed.instancesEver("counter").stream().collect(toMap(Instance::id, instance -> instance));
        for (var victim : victims) {
            assertTrue(known.containsKey(victim), () -> victim + " is forgotten: " + known.keySet());
            assertEquals(CODE, known.get(victim).exitCode().orElse(-1), () -> known.get(victim).json().toString());
            var lines = runed.rune("logs", victim, "--tail", "0").done().lines();
            assertTrue(lines.getLast().endsWith("last line"), lines::toString);
            assertContiguous(lines.subList(0, lines.size() - 1), victim);
        }
    }

    private static void assertContiguous(List<String> lines, String id) {
        for (var i = 0; i < lines.size(); i++) {
            assertEquals("line " + (i + 1), lines.get(i).substring(lines.get(i).indexOf("line ")), id);
        }
    }
}
