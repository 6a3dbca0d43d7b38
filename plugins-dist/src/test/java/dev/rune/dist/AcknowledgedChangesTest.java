package dev.rune.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged is there, whenever the daemon dies; what was not is there whole or not at all. */
class AcknowledgedChangesTest {
    private static final int CHANGES = 200;
    private static final int SERVICES = 10;

    @TempDir
    Path directory;

    @Test
    void twoHundredAcknowledgedChangesSurviveKillsAtRandomMoments() {
        var seed = System.nanoTime();
        var random = new Random(seed);
        // What each service may be now: the last acknowledged change, and those cut off after it.
        var possible = new TreeMap<String, Set<Integer>>();
        try (var runed = Runed.start(directory)) {
            var acknowledged = 0;
            for (var change = 1; acknowledged < CHANGES; change++) {
                var name = "s" + random.nextInt(SERVICES);
                var kill = random.nextInt(10) == 0 ? kill(runed, random.nextInt(150)) : null;
                var outcome = runed.cast(castfile(name, change), "--no-wait");
                if (outcome.code() == 0) {
                    acknowledged++;
                    possible.put(name, Set.of(change));
                } else {
                    assertTrue(kill != null, () -> "refused without a reason (seed " + seed + "): " + outcome.text());
                    var either = new TreeSet<>(possible.getOrDefault(name, Set.of(0)));
                    either.add(change);
                    possible.put(name, either);
                }
                if (kill != null) {
                    kill.join();
                    runed.start();
                    assertAllThere(runed, possible, seed);
                }
            }
            runed.kill9();
            runed.start();
            assertAllThere(runed, possible, seed);
            possible.forEach((name, change) -> assertWhole(runed, name, change.iterator().next(), seed));
        }
    }

    /** Kills the daemon in a moment, while the caller goes on. */
    private static CompletableFuture<Void> kill(Runed runed, int millis) {
        return CompletableFuture.runAsync(() -> {
            LockSupport.parkNanos(millis * 1_000_000L);
            runed.kill9();
        });
    }

    /** The change's number stands in two places, so that half a change would be seen. */
    private static String castfile(String name, int change) {
        return """
                service:
                  name: %s
                  scale: 0
                  labels:
                    change: "%d"
                  process:
                    command: /bin/true
                  env:
                    CHANGE: "%d"
                """.formatted(name, change, change);
    }

    private static void assertAllThere(Runed runed, Map<String, Set<Integer>> possible, long seed) {
        var labels = new TreeMap<String, Integer>();
        runed.json("get", "services").forEach(service -> labels.put(service.path("name").asString(),
                Integer.valueOf(service.path("labels").path("change").asString())));
        for (var expected : possible.entrySet()) {
            var found = labels.getOrDefault(expected.getKey(), 0);
            assertTrue(expected.getValue().contains(found), () -> expected.getKey() + " should be of "
                    + expected.getValue() + " but is of " + found + " (seed " + seed + ")");
            if (expected.getValue().size() > 1) {
                assertWhole(runed, expected.getKey(), found, seed);
                expected.setValue(Set.of(found));
            }
        }
    }

    private static void assertWhole(Runed runed, String name, int change, long seed) {
        if (change > 0) {
            var environment = runed.json("get", "service", name).path("service").path("env");
            assertEquals(Integer.toString(change), environment.path("CHANGE").asString(),
                    () -> "half a change of " + name + " (seed " + seed + ")");
        }
    }
}
