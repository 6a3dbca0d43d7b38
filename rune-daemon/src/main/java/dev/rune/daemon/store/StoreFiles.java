package dev.rune.daemon.store;

import java.nio.file.Path;
import java.util.List;

/**
 * The names of the store's files in a data directory.
 *
 * @param directory the data directory
 */
record StoreFiles(DataDirectory directory) {
    private static final String DATABASE = "rune.db";
    private static final List<String> COMPANIONS = List.of("-wal", "-shm");

    Path database() {
        return directory.file(DATABASE);
    }

    /** The write-ahead log and its index; either may be missing. */
    List<Path> companions() {
        return COMPANIONS.stream().map(suffix -> directory.file(DATABASE + suffix)).toList();
    }

    Path watermark() {
        return directory.file("rune.db.seq");
    }

    /** There while a restore is under way, because half of one looks like a store. */
    Path restoring() {
        return directory.file("rune.db.restoring");
    }

    /** A copy of a backup before it takes the store's place. */
    Path candidate() {
        return directory.file("rune.db.candidate");
    }

    boolean isStoreFile(Path path) {
        return directory.path().equals(path.getParent()) && path.getFileName().toString().startsWith(DATABASE);
    }
}
