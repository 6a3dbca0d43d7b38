package dev.rune.daemon.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.spi.store.ObjectKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to its files, a store gives what was stored, or says that it is damaged. */
class DamagedStoreTest {
    private static final int COMMITS = 120;
    private static final int DAMAGES = 250;

    @TempDir
    Path directory;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    private Path filled(String name) {
        Path data = directory.resolve(name);
        try (OwnedStore store = OwnedStore.open(data)) {
            for (int n = 1; n <= COMMITS; n++) {
                store.commit(Ledger.commit(n));
            }
        }
        return data;
    }

    private Path copy(Path data, String name) throws IOException {
        Path copy = Files.createDirectory(directory.resolve(name));
        for (String file : new String[]{"rune.db", "rune.db-wal", "rune.db.seq"}) {
            if (Files.exists(data.resolve(file))) {
                Files.copy(data.resolve(file), copy.resolve(file));
            }
        }
        return copy;
    }

    private byte[] garbled(byte[] bytes) {
        byte[] garbled = bytes.clone();
        int at = random.nextInt(garbled.length);
        switch (random.nextInt(5)) {
            case 0 -> garbled[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> garbled[at] = (byte) random.nextInt(256);
            case 2 -> Arrays.fill(garbled, at, Math.min(garbled.length, at + 1 + random.nextInt(5000)), (byte) 0);
            case 3 -> random.ints(1 + random.nextInt(20), 0, garbled.length)
                    .forEach(i -> garbled[i] = (byte) random.nextInt());
            default -> {
                return Arrays.copyOf(garbled, at);
            }
        }
        return garbled;
    }

    private void damage(Path data, String file) throws IOException {
        byte[] whole = Files.readAllBytes(data.resolve(file));
        Map<ObjectKey, Mapping> expected = Ledger.after(COMMITS);
        Map<ProblemCode, Integer> refusals = new EnumMap<>(ProblemCode.class);
        for (int i = 0; i < DAMAGES; i++) {
            Path copy = copy(data, file + i);
            byte[] garbled = garbled(whole);
            Files.write(copy.resolve(file), garbled);
            try (OwnedStore store = OwnedStore.open(copy)) {
                assertEquals(expected, Ledger.content(store), () -> "seed " + seed);
            } catch (ProblemException refused) {
                assertTrue(refused.getMessage().contains("rune.db"), refused::getMessage);
                refusals.merge(refused.problem().code(), 1, Integer::sum);
            }
        }
        // A flip in the number of the schema's version is found as a newer version, in that of the format as read-only.
        int other = refusals.values().stream().mapToInt(Integer::intValue).sum()
                - refusals.getOrDefault(ProblemCode.DAMAGED, 0);
        assertTrue(other <= DAMAGES / 20, () -> "seed " + seed + ": " + refusals);
    }

    @Test
    void aGarbledDatabaseIsFoundOut() throws IOException {
        damage(filled("whole"), "rune.db");
    }

    @Test
    void aGarbledLogIsFoundOut() throws IOException {
        Path data = directory.resolve("open");
        try (OwnedStore store = OwnedStore.open(data)) {
            for (int n = 1; n <= COMMITS; n++) {
                store.commit(Ledger.commit(n));
            }
            // While it is open, all the commits are in the log; this is what a kill leaves.
            damage(copy(data, "killed"), "rune.db-wal");
        }
    }

    @Test
    void aGarbledNumberOfTheLastCommitIsFoundOutOrDoesNotMatter() throws IOException {
        damage(filled("whole"), "rune.db.seq");
    }

    @Test
    void aMissingDatabaseIsNotTakenForANewOne() throws IOException {
        Path data = filled("whole");
        Files.delete(data.resolve("rune.db"));
        ProblemException refused = assertThrows(ProblemException.class, () -> OwnedStore.open(data));
        assertEquals(ProblemCode.DAMAGED, refused.problem().code());
        assertTrue(refused.getMessage().contains("it is gone") && refused.getMessage().contains("runed restore FILE"),
                refused::getMessage);
    }

    @Test
    void anOlderDatabaseIsNotTakenForTheLastOne() throws IOException {
        Path data = filled("whole");
        byte[] old = Files.readAllBytes(data.resolve("rune.db"));
        try (OwnedStore store = OwnedStore.open(data)) {
            store.commit(Ledger.commit(COMMITS + 1));
        }
        Files.write(data.resolve("rune.db"), old);
        ProblemException refused = assertThrows(ProblemException.class, () -> OwnedStore.open(data));
        assertTrue(refused.getMessage().contains("its last change is number 120, but number 121 was acknowledged"),
                refused::getMessage);
    }

    @Test
    void anotherProgramsDatabaseIsNotTouched() throws Exception {
        Path data = Files.createDirectory(directory.resolve("other"));
        Path file = data.resolve("rune.db");
        try (var connection = new org.sqlite.SQLiteDataSource() {
            {
                setUrl("jdbc:sqlite:" + file);
            }
        }.getConnection(); var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE mine (x)");
        }
        Files.writeString(data.resolve("rune.db.seq"), "");
        ProblemException refused = assertThrows(ProblemException.class, () -> OwnedStore.open(data));
        assertEquals(ProblemCode.DAMAGED, refused.problem().code());
    }
}
