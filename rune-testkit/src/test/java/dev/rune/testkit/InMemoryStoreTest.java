package dev.rune.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.spi.store.Change;
import dev.rune.kernel.spi.store.ObjectKey;
import dev.rune.kernel.spi.store.Store;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The store in memory")
class InMemoryStoreTest extends StoreContract {
    private final Map<Path, InMemoryStore> disks = new HashMap<>();

    @Override
    protected Store open(Path directory) {
        return disks.merge(directory, new InMemoryStore(), (before, _) -> before.reopened());
    }

    @Test
    @DisplayName("fails as often as it is told to, and changes nothing then")
    void failsAsTold() {
        InMemoryStore store = new InMemoryStore();
        List<Change> change = List.of(new Change.Put(new ObjectKey("kind", "", "name"), Mapping.empty()));
        store.failCommits(2);
        assertThrows(ProblemException.class, () -> store.commit(change));
        assertThrows(ProblemException.class, () -> store.commit(change));
        assertEquals(0, store.load().size());
        store.commit(change);
        assertEquals(1, store.load().size());
        assertEquals(1, store.commits());
    }
}
