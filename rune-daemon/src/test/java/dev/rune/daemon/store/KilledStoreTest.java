package dev.rune.daemon.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledStoreTest {
    private static final int KILLS = 10;
    private static final int AT_LEAST = 200;

    @TempDir
    Path directory;

    @Test
    void everyAcknowledgedCommitIsThereAfterAKillAndNoneIsHalf() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path data = directory.resolve("data");
        int acknowledged = 0;
        for (int kills = 0; kills < KILLS || acknowledged < AT_LEAST; kills++) {
            int last = acknowledged;
            try (CommittingProcess process = CommittingProcess.start(data)) {
                for (int wanted = 1 + random.nextInt(60); wanted > 0; wanted--) {
                    last = process.next();
                }
                // Somewhere inside of a later commit: the process goes on while this spins.
                for (int spins = random.nextInt(200_000); spins > 0; spins--) {
                    Thread.onSpinWait();
                }
                last = process.kill(last);
            }
            try (OwnedStore store = OwnedStore.open(data)) {
                var content = Ledger.content(store);
                int there = Ledger.last(content);
                int said = last;
                assertTrue(there == said || there == said + 1,
                        () -> "seed " + seed + ": commit " + said + " was acknowledged and commit " + there
                                + " is there");
                assertEquals(Ledger.after(there), content, () -> "seed " + seed);
                acknowledged = there;
            }
        }
    }
}
