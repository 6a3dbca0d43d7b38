package dev.rune.daemon.store;

import dev.rune.kernel.spi.store.Change;
import dev.rune.kernel.spi.store.Store;
import dev.rune.kernel.spi.store.StoredObject;
import java.nio.file.Path;
import java.util.List;

/**
 * A store with its data directory, opened and closed together as {@code runed} does.
 *
 * @param directory the data directory
 * @param store     the store in it
 */
record OwnedStore(DataDirectory directory, SqliteStore store) implements Store {
    static OwnedStore open(Path path) {
        DataDirectory directory = DataDirectory.open(path);
        try {
            return new OwnedStore(directory, SqliteStore.open(directory));
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    @Override
    public List<StoredObject> load() {
        return store.load();
    }

    @Override
    public void commit(List<Change> changes) {
        store.commit(changes);
    }

    @Override
    public void close() {
        try {
            store.close();
        } finally {
            directory.close();
        }
    }
}
