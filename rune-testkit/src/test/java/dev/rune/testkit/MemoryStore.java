package dev.rune.testkit;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.spi.store.Change;
import dev.rune.kernel.spi.store.ObjectKey;
import dev.rune.kernel.spi.store.Store;
import dev.rune.kernel.spi.store.StoredObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A store as it should be, but for the disk: what it keeps lasts as long as this process. Others break it on purpose. */
class MemoryStore implements Store {
    private static final Map<Path, Map<ObjectKey, Mapping>> DISKS = new ConcurrentHashMap<>();

    private final Path directory;
    private boolean closed;

    MemoryStore(Path directory) {
        this.directory = directory;
    }

    @Override
    public synchronized List<StoredObject> load() {
        checkOpen();
        return disk().entrySet().stream().map(entry -> new StoredObject(entry.getKey(), entry.getValue())).toList();
    }

    @Override
    public synchronized void commit(List<Change> changes) {
        checkOpen();
        Map<ObjectKey, Mapping> after = new LinkedHashMap<>(disk());
        new ArrayList<>(changes).forEach(change -> apply(change, after));
        DISKS.put(directory, after);
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    void apply(Change change, Map<ObjectKey, Mapping> objects) {
        switch (change) {
            case Change.Put put -> objects.put(put.key(), put.document());
            case Change.Delete delete -> objects.remove(delete.key());
        }
    }

    final Map<ObjectKey, Mapping> disk() {
        return DISKS.computeIfAbsent(directory, path -> new LinkedHashMap<>());
    }

    void checkOpen() {
        if (closed) {
            throw ProblemException.of(ProblemCode.UNAVAILABLE, "the store is closed");
        }
    }
}
