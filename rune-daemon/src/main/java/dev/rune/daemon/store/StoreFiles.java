package dev.rune.daemon.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

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

    /**
     * Lets SQLite's Java driver unpack its native library into the data directory, and takes away what it could not
     * after an earlier process was killed. A library given by {@code org.sqlite.lib.path} is not unpacked at all.
     */
    void prepareNativeLibrary() throws IOException {
        if (System.getProperty("org.sqlite.lib.path") != null) {
            return;
        }
        Path home = directory.path().resolve("native");
        if (!Files.isDirectory(home, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(home);
        }
        try (Stream<Path> left = Files.list(home)) {
            for (Path file : left.filter(path -> path.getFileName().toString().startsWith("sqlite-")).toList()) {
                Files.delete(file);
            }
        }
        System.setProperty("org.sqlite.tmpdir", home.toString());
    }
}
