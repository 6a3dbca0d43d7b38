package dev.rune.programs;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files about one instance. Each is written whole, by one writer: those of a runner before the program starts, those of
 * its keeper afterwards.
 *
 * @param path where they are
 */
record InstanceFolder(Path path) {
    /** What the instance is; the runner's. */
    static final String INSTANCE = "instance";
    /** The keeper and the program; the keeper's. Once it is there the program was started. */
    static final String RUNS = "runs";
    /** Why the program could not be started; the keeper's. */
    static final String FAILED = "failed";
    /** How and when the program ended; the keeper's, or the runner's where no keeper is left to write it. */
    static final String EXIT = "exit";
    /** Standard output; the keeper's. */
    static final String OUT = "out.log";
    /** Standard error; the keeper's. */
    static final String ERR = "err.log";
    /** Ends the names of what was written before a file grew too long. */
    static final String EARLIER = ".1";

    Path log(String name) {
        return path.resolve(name);
    }

    /** Writes a file so that nobody sees a part of it. */
    void write(String name, String text) throws IOException {
        Path draft = path.resolve(name + ".new");
        Files.writeString(draft, text);
        Files.move(draft, path.resolve(name), StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** What a file says; empty where there is none. */
    Optional<String> read(String name) throws IOException {
        try {
            return Optional.of(Files.readString(path.resolve(name)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Deletes all of them; those that go meanwhile are gone. */
    void delete() throws IOException {
        if (!Files.isDirectory(path)) {
            return;
        }
        // What says that there is an instance goes first: half an instance is none.
        Files.deleteIfExists(path.resolve(RUNS));
        List<Path> rest;
        try (Stream<Path> all = Files.walk(path)) {
            rest = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : rest) {
            Files.deleteIfExists(each);
        }
    }
}
