package dev.rune.testkit;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.store.Change;
import dev.rune.kernel.spi.store.ObjectKey;
import dev.rune.kernel.spi.store.Store;
import dev.rune.kernel.spi.store.StoredObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A store whose disk is memory: what was committed is there for the next store on the same disk, see {@link #reopened}.
 * It can be told to fail. Safe for use by several threads.
 */
public final class InMemoryStore implements Store {
    /** What outlives a store. Its own lock guards everything. */
    private static final class Disk {
        private Map<ObjectKey, StoredObject> objects = new LinkedHashMap<>();
        private int commits;
        private int failing;
    }

    private final Disk disk;
    /** Guarded by the disk's lock. */
    private boolean closed;

    /** A store on an empty disk. */
    public InMemoryStore() {
        this(new Disk());
    }

    private InMemoryStore(Disk disk) {
        this.disk = disk;
    }

    /** Another store on the same disk; this one refuses everything from now on, as if its process had ended. */
    public InMemoryStore reopened() {
        close();
        return new InMemoryStore(disk);
    }

    /** The next {@code count} commits fail and change nothing. */
    public void failCommits(int count) {
        synchronized (disk) {
            disk.failing = count;
        }
    }

    /** How many commits were made on this disk. */
    public int commits() {
        synchronized (disk) {
            return disk.commits;
        }
    }

    @Override
    public List<StoredObject> load() {
        synchronized (disk) {
            requireOpen();
            return List.copyOf(disk.objects.values());
        }
    }

    @Override
    public void commit(List<Change> changes) {
        synchronized (disk) {
            requireOpen();
            if (disk.failing > 0) {
                disk.failing--;
                throw ProblemException.of(ProblemCode.UNAVAILABLE, "the disk is full; free some space and try again");
            }
            Map<ObjectKey, StoredObject> after = new LinkedHashMap<>(disk.objects);
            for (Change change : changes) {
                switch (change) {
                    case Change.Put put -> after.put(put.key(), new StoredObject(put.key(), put.document()));
                    case Change.Delete delete -> after.remove(delete.key());
                }
            }
            disk.objects = after;
            disk.commits++;
        }
    }

    private void requireOpen() {
        if (closed) {
            throw ProblemException.of(ProblemCode.UNAVAILABLE, "this store is closed");
        }
    }

    @Override
    public void close() {
        synchronized (disk) {
            closed = true;
        }
    }
}
